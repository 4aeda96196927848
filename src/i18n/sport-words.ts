import type { SportType } from '../core/sport.ts'
import type { SportGroup } from '../core/sport-groups.ts'
import words from './sport-words.json' with { type: 'json' }

/** Other words for sports and groups, by language. */
type SportWords = Readonly<Record<string, Partial<Record<SportType | SportGroup, readonly string[]>>>>

const SPORT_WORDS: SportWords = words

export const sportWords = (language: string, sport: SportType | SportGroup): readonly string[] =>
  SPORT_WORDS[language]?.[sport] ?? []
