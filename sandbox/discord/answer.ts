import { firstResponseMs, tokenMs } from './deadlines.ts'
import { Impossible } from './errors.ts'
import { ephemeralFlag, loadingFlag } from './rules/message.ts'
import type { Interaction, InteractionState, Json } from './types.ts'
import type { InteractionRecord, MessageRecord, World } from './world.ts'

const silent = 'The application did not respond'

/** An interaction as the person who started it sees it. */
export function createInteractionFace(world: World, record: InteractionRecord): Interaction {
  const isWritten = (message: MessageRecord | undefined) =>
    message !== undefined && message.history.length > (message === record.source ? (startedAt ?? 0) : 0)
  const startedAt = record.source?.history.length
  const state = (): InteractionState => {
    const age = world.now() - record.createdAt
    if (record.callback === undefined) return age > firstResponseMs ? 'failed' : 'waiting'
    if ([8, 9].includes(record.callback.type)) return 'answered'
    if (isWritten(record.original) || record.followUps.length > 0) return 'answered'
    return age > tokenMs ? 'failed' : 'loading'
  }
  const answer = (): MessageRecord | undefined => {
    const { original } = record
    if (original && !original.deleted && isWritten(original)) return original
    return original === undefined || original.deleted || record.callback?.type === 6
      ? record.followUps.find((one) => !one.deleted)
      : undefined
  }
  const handOut = (message: MessageRecord) => {
    record.seen.set(message.id, message.history.length)
    return message.face
  }
  const giveUpIfFailed = () => {
    if (state() === 'failed') throw new Error(`${name()}: ${silent}`)
  }
  const name = () => {
    const data = record.payload.data as Json
    return `the answer to ${record.person.username}'s ${record.type === 2 ? `/${data.name}` : (data.custom_id ?? data.name)}`
  }
  const where = () => `${name()}, which is ${state()}`

  return {
    id: record.id,
    person: record.person,
    channel: record.channel.face,
    get ephemeral() {
      if (record.original === undefined) return undefined
      return (record.original.flags & ephemeralFlag) !== 0
    },
    get state() {
      return state()
    },
    async deferred(withinMs) {
      const look = () => {
        giveUpIfFailed()
        return record.callback
      }
      await world.bell.until(look, () => `the first response: ${where()}`, withinMs)
    },
    answered(withinMs) {
      const look = () => {
        giveUpIfFailed()
        if (record.callback?.type === 9) throw new Impossible(`${name()} is a modal`)
        const found = answer()
        return found && handOut(found)
      }
      return world.bell.until(look, where, withinMs)
    },
    message: () => answer()?.face,
    followUps: () => record.followUps.filter((one) => !one.deleted).map((one) => one.face),
    changed(predicate = () => true, what = 'a change', withinMs) {
      const look = () => {
        const candidates = [record.original, ...record.followUps].filter((one) => one !== undefined)
        const found = candidates.find(
          (one) => !one.deleted && one.history.length > (record.seen.get(one.id) ?? 0) && predicate(one.face),
        )
        return found && handOut(found)
      }
      return world.bell.until(look, () => `${what} in ${where()}: ${this.text()}`, withinMs)
    },
    modal: () => (record.callback?.type === 9 ? record.callback.data : undefined),
    text() {
      const now = state()
      if (now === 'failed') return silent
      if (now !== 'answered') return `${world.botName} is thinking…`
      const shown = [record.original, ...record.followUps].filter((one) => one !== undefined && !one.deleted)
      const written = shown.filter((one) => one !== undefined && (one.flags & loadingFlag) === 0)
      return written.map((one) => one?.face.text(record.person)).join('\n\n')
    },
  }
}
