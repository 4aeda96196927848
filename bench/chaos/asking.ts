import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Interaction, RecordedRequest } from '../../sandbox/discord/index.ts'
import type { Random } from '../support/random.ts'
import type { Setting } from './setting.ts'

const { error: ERRORS, recent: RECENT } = JSON.parse(
  readFileSync(new URL('../../src/text/en.json', import.meta.url), 'utf8'),
) as { error: Record<string, string>; recent: Record<string, string> }

/** The longest piece of a text that stands in it whatever its values are. */
const pieceOf = (text: string) =>
  text
    .split(/<[^>]*>|\{\{[^}]*\}\}|[`*]/)
    .reduce((best, piece) => (piece.length > best.length ? piece : best), '')
    .trim()

const KNOWN = Object.entries(ERRORS).map(([key, text]) => ({ key, piece: pieceOf(text) }))
const NOTHING = ['none', 'hidden'].map((key) => pieceOf(RECENT[key] ?? ''))

/** Interactions that came so long before the gateway connection was there again may have come too late. Milliseconds. */
const LATE = 3000

/**
 * What the program does about a deferral that fails: it tries again, after a pause that grows, until 1.7 s are over. No deferral hangs here,
 * so the last try comes late; a try that takes as long as the program lets it leaves time for fewer. Milliseconds.
 */
const PERSISTENT = { tries: 3, for: 1000 }

/** Whether Discord took none of these deferrals, and the bot tried again and again before it left it at that. */
function isUnheard(calls: readonly RecordedRequest[]): boolean {
  const isFailed = ({ status }: RecordedRequest) => status === 0 || status === 429 || status >= 500
  const [first, last] = [calls[0]?.at ?? 0, calls.at(-1)?.at ?? 0]
  return calls.every(isFailed) && (calls.length >= PERSISTENT.tries || last - first >= PERSISTENT.for)
}

export type Fate =
  | { kind: 'answered' | 'never' | 'strange' | 'unheard' | 'no-gateway' | 'twice' }
  /** Which sentence of `error` in the texts was answered. */
  | { kind: 'error'; which: string }

const COMMANDS = ['/strava recent', '/strava recent', '/strava recent private:True']

/** Members who ask, in channels. */
export function createAsking({ discord, channels, members, clock }: Setting, random: Random) {
  const asked: { at: number; interaction: Interaction }[] = []
  const away: { from: number; to: number }[] = []

  const callsOf = ({ id }: Interaction, requests: readonly RecordedRequest[]) =>
    requests.filter(({ path }) => path.startsWith(`/interactions/${id}/`))

  function fateOf({ at, interaction }: (typeof asked)[number]): Fate {
    const text = interaction.text()
    if (interaction.state === 'failed' && interaction.ephemeral === undefined) {
      const calls = callsOf(interaction, discord.requests)
      if (calls.length > 0) return { kind: isUnheard(calls) ? 'unheard' : 'never' }
      return { kind: away.some(({ from, to }) => at < to && at > from - LATE) ? 'no-gateway' : 'never' }
    }
    const error = KNOWN.find(({ piece }) => text.includes(piece))
    if (error && interaction.followUps().length > 1) return { kind: 'twice' }
    if (error) return { kind: 'error', which: error.key }
    if (NOTHING.some((piece) => text.includes(piece)) || /Outing \d/.test(text)) return { kind: 'answered' }
    return { kind: interaction.state === 'answered' && !/^$|will appear here/.test(text) ? 'strange' : 'never' }
  }

  return {
    asked,
    ask(): void {
      const { person } = random.pick(members)
      asked.push({ at: clock.now(), interaction: person.runs(random.pick(channels), random.pick(COMMANDS)) })
    },
    /** Cuts the gateway connection and waits for the next one: what is asked meanwhile may never come to the bot. */
    async withoutGateway(cut: () => void): Promise<void> {
      const one = { from: clock.now(), to: Number.POSITIVE_INFINITY }
      away.push(one)
      const { identifies, resumes } = discord.sessions
      cut()
      while (discord.sessions.identifies + discord.sessions.resumes === identifies + resumes) await pause(20)
      one.to = clock.now() + 200
    },
    fates: () => asked.map((one) => ({ ...one, fate: fateOf(one) })),
  }
}
