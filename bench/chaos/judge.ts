import type { Fate } from './asking.ts'
import { compare, isRight, type Verdict } from './compare.ts'
import type { Outcome } from './course.ts'
import { doublesIn } from './doubles.ts'
import { countReads } from './reads.ts'
import { QUARTER_HOUR, type Setting } from './setting.ts'
import { isThirtyRight } from './thirty.ts'

/** A refresh token that was replaced or ended, and was used all the same. */
const DEAD_TOKEN = /dead refresh token/

/** What people may read while something is away, by its key among the errors. Anything else is a fault of the program. */
const PASSING = new Set([
  'redisUnavailable',
  'redisOutcomeUnknown',
  'stravaDown',
  'applicationInactive',
  'rateLimited',
  'waitsAlready',
  'discord',
])

/** What is on its way when the first 429 is answered may still be refused: everybody knows after so long. Milliseconds. */
const KNOWN_AFTER = 1000

/** In a run of so many activities each fault strikes often enough that somebody meets it, although Strava is left alone for much of the time. */
const EACH_IS_MET = 500

const quarterOf = (moment: number) => Math.floor(moment / QUARTER_HOUR)

/** The channels without the activity that is broken for good: it should be the only one that is never posted. */
function verdictsOf({ channels }: Setting, { finished, broken }: Outcome): (Verdict & { broken: boolean })[] {
  return channels.map((channel) => {
    const { never, ...rest } = compare(channel, finished)
    return { ...rest, never: never.filter((id) => id !== broken), broken: never.includes(broken ?? '') }
  })
}

/** What came of it all, and everything that is not as it should be, in words. */
export async function judge(setting: Setting, outcome: Outcome) {
  const { asking, broken, expired, strava, strikes, thirty, count } = outcome
  const { crew, queues } = setting
  const verdicts = verdictsOf(setting, outcome)
  const fates = asking.fates()
  const of = (kind: Fate['kind']) => fates.filter(({ fate }) => fate.kind === kind)
  const complaints = [...setting.strava.complaints, ...setting.discord.complaints]
  const failed = await queues.failed()
  const strangers = failed.filter(({ data }) => data.activityId !== broken)
  const refreshes = new Map<string, number>()
  for (const { kind, athleteId } of strava) {
    if (kind === 'refresh' && athleteId) refreshes.set(athleteId, (refreshes.get(athleteId) ?? 0) + 1)
  }
  const wasted = [...refreshes].filter(([id, often]) => id !== thirty.athleteId && often > (expired.get(id) ?? 0))
  const doubles = setting.channels.flatMap(doublesIn)
  const idle = [...strikes].filter(([, { struck }]) => struck === 0).map(([name]) => name)
  const unmet = [...strikes].filter(([, { met }]) => met === 0).map(([name]) => name)
  const reads = countReads(setting, outcome)
  const limited = strava.filter(({ kind, status }) => kind === 'read' && status === 429)
  const firsts = new Map(limited.toReversed().map(({ at }) => [quarterOf(at), at]))
  /** How long after the first refusal of its quarter hour each call was made. Milliseconds. */
  const unheeding = limited.map(({ at }) => at - (firsts.get(quarterOf(at)) ?? at))

  const faults: string[] = [
    ...verdicts.filter((one) => !isRight(one)).map(({ channel }) => `#${channel} does not agree with Strava`),
    ...verdicts.filter((one) => !one.broken).map(({ channel }) => `#${channel} shows what Strava never gave`),
    ...doubles.map((double) => `${double} stood twice for a time`),
    ...(['never', 'strange'] as const).flatMap((kind) =>
      of(kind).map(({ interaction }) => `an answer that is ${kind}: ${interaction.id} “${interaction.text()}”`),
    ),
    ...fates.flatMap(({ fate }) =>
      fate.kind === 'error' && !PASSING.has(fate.which)
        ? [`an answer that should not be needed: error.${fate.which}`]
        : [],
    ),
    ...complaints.map((complaint) => `a sandbox complains: ${complaint}`),
    ...strangers.map(({ name, data, failedReason }) => `failed: ${name} ${JSON.stringify(data)}: ${failedReason}`),
    ...wasted.map(
      ([id, often]) => `athlete ${id} was refreshed ${often} times, and expired ${expired.get(id) ?? 0} times`,
    ),
    ...crew.ends,
    ...crew.stops
      .filter((one) => !crew.isStopRight(one))
      .map(({ name, how, took }) => `${name} stopped with ${how} in ${took} ms`),
    ...(isThirtyRight(thirty) ? [] : [`thirty jobs at once: ${JSON.stringify(thirty)}`]),
    ...idle.map((name) => `never struck: ${name}`),
    ...(count < EACH_IS_MET ? [] : unmet.map((name) => `met nobody: ${name}`)),
    ...(limited.length === 0 ? ['never struck: a 429 of Strava'] : []),
    ...reads
      .filter(({ each, most }) => each > most)
      .map(({ what, each, most }) => `too many reads ${what}: ${each.toFixed(2)}, at most ${most}`),
    ...unheeding
      .filter((late) => late > KNOWN_AFTER)
      .map((late) => `a call of which a 429 had told ${Math.round(late)} ms before that it would be refused`),
  ]
  const deadTokens = complaints.filter((one) => DEAD_TOKEN.test(one)).length
  return {
    ...{ verdicts, doubles, fates, of, complaints, failed, strangers },
    ...{ refreshes, deadTokens, reads, limited, unheeding, unmet, faults },
  }
}

export type Judgement = Awaited<ReturnType<typeof judge>>
