import type { MessageKey } from './message.ts'
import type { Translator } from './translator.ts'

/** Strava's names of best efforts are English in every language. */
const EFFORT_NAMES: ReadonlyMap<string, MessageKey> = new Map([
  ['Half-Marathon', 'activityDetails.halfMarathon'],
  ['Marathon', 'activityDetails.marathon'],
])

/** `5K` and the like are understood everywhere, and so they stay. */
export function effortName(name: string, translator: Translator): string {
  const key = EFFORT_NAMES.get(name)
  if (key) return translator.t({ key })
  const [, miles] = /^(\d+|1\/2) mile$/.exec(name) ?? []
  return miles ? translator.t({ key: 'activityDetails.miles', values: { miles } }) : name
}
