import { createRequire } from 'node:module'
import type { SportType } from '../core/sport.ts'
import type { SportGroup } from '../core/sport-groups.ts'

/** Other words for sports and groups, by language. */
type SportWords = Readonly<Record<string, Partial<Record<SportType | SportGroup, readonly string[]>>>>

const SPORT_WORDS: SportWords = createRequire(import.meta.url)('./sport-words.json')

export const sportWords = (language: string, sport: SportType | SportGroup): readonly string[] =>
  SPORT_WORDS[language]?.[sport] ?? []
