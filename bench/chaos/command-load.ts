import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Interaction, RecordedDiscordRequest } from '../../sandbox/discord/index.ts'
import type { Random } from '../support/random.ts'
import type { ChaosEnvironment } from './chaos-environment.ts'

const { error: ERRORS, recent: RECENT } = JSON.parse(
  readFileSync(new URL('../../src/i18n/locales/en.json', import.meta.url), 'utf8'),
) as { error: Record<string, string>; recent: Record<string, string> }

/** The longest part of a text without values. */
const longestFixedPart = (text: string) =>
  text
    .split(/<[^>]*>|\{\{[^}]*\}\}|[`*]/)
    .reduce((best, piece) => (piece.length > best.length ? piece : best), '')
    .trim()

const ERROR_TEXTS = Object.entries(ERRORS).map(([key, text]) => ({ key, piece: longestFixedPart(text) }))
const EMPTY_RESULT_TEXTS = ['none', 'hidden'].map((key) => longestFixedPart(RECENT[key] ?? ''))

/** Interactions this soon before the gateway reconnected may have arrived too late. Milliseconds. */
const LATE_INTERACTION_MS = 3000

/**
 * How the program handles a failed deferral: it retries with growing delays until 1.7 s have passed. Deferrals do not
 * hang here, so the last attempt comes late; attempts that use their whole time limit leave time for fewer.
 * Milliseconds.
 */
const ENOUGH_RETRIES = { tries: 3, durationMs: 1000 }

/** Whether Discord accepted none of these deferrals, and the bot kept retrying before it gave up. */
function isDeferralRefused(calls: readonly RecordedDiscordRequest[]): boolean {
  const isFailed = ({ status }: RecordedDiscordRequest) => status === 0 || status === 429 || status >= 500
  const [first, last] = [calls[0]?.at ?? 0, calls.at(-1)?.at ?? 0]
  return calls.every(isFailed) && (calls.length >= ENOUGH_RETRIES.tries || last - first >= ENOUGH_RETRIES.durationMs)
}

export type CommandOutcome =
  | { kind: 'answered' | 'unanswered' | 'unexpected' | 'deferral-refused' | 'no-gateway' | 'answered-twice' }
  /** The key of the error message, if the reply is one. */
  | { kind: 'error'; errorKey: string }

const COMMANDS = ['/strava recent', '/strava recent', '/strava recent private:True']

/** Members who run commands in channels. */
export function createCommandLoad({ discord, channels, members, clock }: ChaosEnvironment, random: Random) {
  const issued: { at: number; interaction: Interaction }[] = []
  const gatewayOutages: { from: number; to: number }[] = []

  const callsOf = ({ id }: Interaction, requests: readonly RecordedDiscordRequest[]) =>
    requests.filter(({ path }) => path.startsWith(`/interactions/${id}/`))

  function outcomeOf({ at, interaction }: (typeof issued)[number]): CommandOutcome {
    const text = interaction.text()
    if (interaction.state === 'failed' && interaction.ephemeral === undefined) {
      const calls = callsOf(interaction, discord.requests)
      if (calls.length > 0) return { kind: isDeferralRefused(calls) ? 'deferral-refused' : 'unanswered' }
      return {
        kind: gatewayOutages.some(({ from, to }) => at < to && at > from - LATE_INTERACTION_MS)
          ? 'no-gateway'
          : 'unanswered',
      }
    }
    const error = ERROR_TEXTS.find(({ piece }) => text.includes(piece))
    if (error && interaction.followUps().length > 1) return { kind: 'answered-twice' }
    if (error) return { kind: 'error', errorKey: error.key }
    if (EMPTY_RESULT_TEXTS.some((piece) => text.includes(piece)) || /Outing \d/.test(text)) return { kind: 'answered' }
    return {
      kind:
        interaction.state === 'answered' && !/^$|Your answer comes at about/.test(text) ? 'unexpected' : 'unanswered',
    }
  }

  return {
    issued,
    runCommand(): void {
      const { person } = random.pick(members)
      issued.push({ at: clock.now(), interaction: person.runCommand(random.pick(channels), random.pick(COMMANDS)) })
    },
    /** Closes the gateway connection and waits for the next one: commands in between may never reach the bot. */
    async interruptGateway(disconnect: () => void): Promise<void> {
      const outage = { from: clock.now(), to: Number.POSITIVE_INFINITY }
      gatewayOutages.push(outage)
      const { identifies: identifyCount, resumes } = discord.sessions
      disconnect()
      while (discord.sessions.identifies + discord.sessions.resumes === identifyCount + resumes) await pause(20)
      outage.to = clock.now() + 200
    },
    outcomes: () => issued.map((entry) => ({ ...entry, outcome: outcomeOf(entry) })),
  }
}
