import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Interaction, RecordedDiscordRequest } from '../../sandbox/discord/index.ts'
import type { Random } from '../support/random.ts'
import type { ChaosEnvironment } from './chaos-environment.ts'

const { error: ERRORS, recent: RECENT } = JSON.parse(
  readFileSync(new URL('../../src/i18n/locales/en.json', import.meta.url), 'utf8'),
) as { error: Record<string, string>; recent: Record<string, string> }

/** The longest piece of a text that stands in it whatever its values are. */
const longestFixedPart = (text: string) =>
  text
    .split(/<[^>]*>|\{\{[^}]*\}\}|[`*]/)
    .reduce((best, piece) => (piece.length > best.length ? piece : best), '')
    .trim()

const ERROR_TEXTS = Object.entries(ERRORS).map(([key, text]) => ({ key, piece: longestFixedPart(text) }))
const EMPTY_RESULT_TEXTS = ['none', 'hidden'].map((key) => longestFixedPart(RECENT[key] ?? ''))

/** Interactions that came so long before the gateway connection was there again may have come too late. Milliseconds. */
const LATE_INTERACTION_MS = 3000

/**
 * What the program does about a deferral that fails: it tries again, after a pause that grows, until 1.7 s are over. No deferral hangs here,
 * so the last try comes late; a try that takes as long as the program lets it leaves time for fewer. Milliseconds.
 */
const ENOUGH_RETRIES = { tries: 3, durationMs: 1000 }

/** Whether Discord took none of these deferrals, and the bot tried again and again before it left it at that. */
function isDeferralRefused(calls: readonly RecordedDiscordRequest[]): boolean {
  const isFailed = ({ status }: RecordedDiscordRequest) => status === 0 || status === 429 || status >= 500
  const [first, last] = [calls[0]?.at ?? 0, calls.at(-1)?.at ?? 0]
  return calls.every(isFailed) && (calls.length >= ENOUGH_RETRIES.tries || last - first >= ENOUGH_RETRIES.durationMs)
}

export type CommandOutcome =
  | { kind: 'answered' | 'unanswered' | 'unexpected' | 'deferral-refused' | 'no-gateway' | 'answered-twice' }
  /** Which sentence of `error` in the texts was answered. */
  | { kind: 'error'; errorKey: string }

const COMMANDS = ['/strava recent', '/strava recent', '/strava recent private:True']

/** Members who ask, in channels. */
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
    return { kind: interaction.state === 'answered' && !/^$|will appear here/.test(text) ? 'unexpected' : 'unanswered' }
  }

  return {
    issued,
    runCommand(): void {
      const { person } = random.pick(members)
      issued.push({ at: clock.now(), interaction: person.runCommand(random.pick(channels), random.pick(COMMANDS)) })
    },
    /** Cuts the gateway connection and waits for the next one: what is asked meanwhile may never come to the bot. */
    async interruptGateway(cut: () => void): Promise<void> {
      const one = { from: clock.now(), to: Number.POSITIVE_INFINITY }
      gatewayOutages.push(one)
      const { identifies, resumes } = discord.sessions
      cut()
      while (discord.sessions.identifies + discord.sessions.resumes === identifies + resumes) await pause(20)
      one.to = clock.now() + 200
    },
    outcomes: () => issued.map((one) => ({ ...one, outcome: outcomeOf(one) })),
  }
}
