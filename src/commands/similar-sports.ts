import { editDistance } from '../core/edit-distance.ts'
import { normalizeForSearch } from '../core/normalize-for-search.ts'
import { isSportGroup } from '../core/sport-groups.ts'
import { languageOf } from '../i18n/translator.ts'
import { type SportFilter, sportsByWord } from './sport-search.ts'

const MAX_SUGGESTED = 3
/** Longer texts are cut off. */
const MAX_LENGTH = 40
/** Shorter prefixes match too many names. */
const MIN_PREFIX_LENGTH = 3

/** Maximum edit distance that counts as a typo. */
const toleranceFor = (typed: string) => Math.min(3, Math.floor((typed.length + 1) / 3))

/** The distance between a text and a name; undefined if they are too different. */
function distanceTo(name: string, typed: string): number | undefined {
  if (typed === name) return 0
  if (typed.length >= MIN_PREFIX_LENGTH && name.startsWith(typed)) return 0.5
  const tolerance = toleranceFor(typed)
  // The difference in length is the minimum edit distance.
  if (Math.abs(name.length - typed.length) > tolerance) return undefined
  const distance = editDistance(typed, name)
  return distance <= tolerance && distance < name.length ? distance : undefined
}

/** The sports and groups whose names in the reader's language or English are closest to a text, closest first. */
export function similarSports(typed: string, locale: string): SportFilter[] {
  const wanted = normalizeForSearch(typed).slice(0, MAX_LENGTH)
  const words = wanted.split(/\s+/).filter((word) => word.length >= MIN_PREFIX_LENGTH)
  const closest = new Map<SportFilter, number>()
  for (const language of new Set([languageOf(locale) ?? 'en', 'en'])) {
    for (const [name, sport] of sportsByWord(language)) {
      // A name that is one of several words ranks below one that matches the whole text.
      const distances = [distanceTo(name, wanted), ...words.map((word) => (word === name ? 1 : undefined))]
      const distance = Math.min(...distances.filter((one) => one !== undefined))
      if (distance < (closest.get(sport) ?? Number.POSITIVE_INFINITY)) closest.set(sport, distance)
    }
  }
  return [...closest]
    .sort(([a, near], [b, far]) => near - far || Number(isSportGroup(b)) - Number(isSportGroup(a)))
    .slice(0, MAX_SUGGESTED)
    .map(([sport]) => sport)
}
