import { TestSetupError } from './api-errors.ts'
import { firstResponseMs, tokenMs } from './deadlines.ts'
import type { DiscordState, InteractionRecord, MessageRecord } from './discord-state.ts'
import type { Interaction, InteractionState, Json } from './discord-types.ts'
import { ephemeralFlag, loadingFlag } from './rules/message-draft.ts'

const NO_RESPONSE_TEXT = 'The application did not respond'

/** `strava recent`, from a command with its subcommands. */
function commandNameOf({ type, payload }: InteractionRecord): string | undefined {
  if (type !== 2) return undefined
  const names: string[] = []
  let at: Json | undefined = payload.data as Json
  while (at && (names.length === 0 || at.type === 1 || at.type === 2)) {
    names.push(String(at.name))
    at = (at.options as Json[] | undefined)?.[0]
  }
  return names.join(' ')
}

/** A click and a form have a custom id. */
function usedIn({ payload }: InteractionRecord): Interaction['used'] {
  const { custom_id, values } = (payload.data ?? {}) as { custom_id?: unknown; values?: unknown }
  if (typeof custom_id !== 'string') return undefined
  return { customId: custom_id, values: Array.isArray(values) ? values.map(String) : [] }
}

/** An interaction as the person who started it sees it. */
export function createPublicInteraction(state: DiscordState, record: InteractionRecord): Interaction {
  const hasContent = (message: MessageRecord | undefined) =>
    message !== undefined && message.history.length > (message === record.source ? (startedAt ?? 0) : 0)
  const startedAt = record.source?.history.length
  const currentState = (): InteractionState => {
    const age = state.now() - record.createdAt
    if (record.callback === undefined) return age > firstResponseMs ? 'failed' : 'waiting'
    if ([8, 9].includes(record.callback.type)) return 'answered'
    if (hasContent(record.original) || record.followUps.length > 0) return 'answered'
    return age > tokenMs ? 'failed' : 'loading'
  }
  const findReply = (): MessageRecord | undefined => {
    const { original } = record
    if (original && !original.deleted && hasContent(original)) return original
    return original === undefined || original.deleted || record.callback?.type === 6
      ? record.followUps.find((one) => !one.deleted)
      : undefined
  }
  const markSeen = (message: MessageRecord) => {
    record.seen.set(message.id, message.history.length)
    return message.publicApi
  }
  const throwIfFailed = () => {
    if (currentState() === 'failed') throw new Error(`${name()}: ${NO_RESPONSE_TEXT}`)
  }
  const name = () => {
    const data = record.payload.data as Json
    return `the answer to ${record.person.username}'s ${record.type === 2 ? `/${data.name}` : (data.custom_id ?? data.name)}`
  }
  const describeState = () => `${name()}, which is ${currentState()}`

  return {
    id: record.id,
    person: record.person,
    channel: record.channel.publicApi,
    commandName: commandNameOf(record),
    used: usedIn(record),
    isAutocomplete: record.type === 4,
    source: record.source?.publicApi,
    createdAt: record.createdAt,
    get ephemeral() {
      if (record.original === undefined) return undefined
      return (record.original.flags & ephemeralFlag) !== 0
    },
    get state() {
      return currentState()
    },
    get isAcknowledged() {
      return record.callback !== undefined
    },
    async waitForResponse(withinMs) {
      const look = () => {
        throwIfFailed()
        return record.callback
      }
      await state.waiters.waitFor(look, () => `the first response: ${describeState()}`, withinMs)
    },
    waitForReply(withinMs) {
      const look = () => {
        throwIfFailed()
        if (record.callback?.type === 9) throw new TestSetupError(`${name()} is a modal`)
        const found = findReply()
        return found && markSeen(found)
      }
      return state.waiters.waitFor(look, describeState, withinMs)
    },
    message: () => findReply()?.publicApi,
    followUps: () => record.followUps.filter((one) => !one.deleted).map((one) => one.publicApi),
    waitForEdit(predicate = () => true, what = 'a change', withinMs) {
      const look = () => {
        const candidates = [record.original, ...record.followUps].filter((one) => one !== undefined)
        const found = candidates.find(
          (one) => !one.deleted && one.history.length > (record.seen.get(one.id) ?? 0) && predicate(one.publicApi),
        )
        return found && markSeen(found)
      }
      return state.waiters.waitFor(look, () => `${what} in ${describeState()}: ${this.text()}`, withinMs)
    },
    modal: () => (record.callback?.type === 9 ? record.callback.data : undefined),
    text() {
      const now = currentState()
      if (now === 'failed') return NO_RESPONSE_TEXT
      if (now !== 'answered') return `${state.botName} is thinking…`
      const shown = [record.original, ...record.followUps].filter((one) => one !== undefined && !one.deleted)
      const written = shown.filter((one) => one !== undefined && (one.flags & loadingFlag) === 0)
      return written.map((one) => one?.publicApi.text(record.person)).join('\n\n')
    },
  }
}
