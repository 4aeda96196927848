import { SPORT_TYPES, sportOf } from './sport.ts'
import { isOfSport, SPORT_GROUP_NAMES, type SportGroup, sportTypesOf } from './sport-groups.ts'

const isWinterOrWater = (sport: string) =>
  (['snow', 'water', 'rows'] satisfies SportGroup[]).some((group) => isOfSport(group, sport))
const isOther = (sport: string) => !isWinterOrWater(sport) && sportOf(sport).speedClass === 'other'

/** All sports in lists that a select can offer (at most 25 each): groups first, then single sports. */
export const SPORT_LISTS = {
  groups: SPORT_GROUP_NAMES,
  land: SPORT_TYPES.filter((sport) => !isWinterOrWater(sport) && !isOther(sport)),
  water: SPORT_TYPES.filter(isWinterOrWater),
  other: SPORT_TYPES.filter(isOther),
} as const satisfies Record<string, readonly string[]>

export const SPORT_LIST_NAMES = Object.keys(SPORT_LISTS) as (keyof typeof SPORT_LISTS)[]
export type SportList = keyof typeof SPORT_LISTS

/** The entries of a list that are chosen: a group if all of its sports are. */
export const selectedEntries = (list: SportList, sports: readonly string[]): string[] =>
  SPORT_LISTS[list].filter((entry) => sportTypesOf(entry).every((sport) => sports.includes(sport)))

/** The `sport_type`s after exactly these entries of a list were chosen. Sports of no entry stay. */
export function chooseSports(sports: readonly string[], list: SportList, chosen: readonly string[]): string[] {
  const removed = selectedEntries(list, sports).filter((entry) => !chosen.includes(entry))
  const remaining = sports.filter((sport) => !removed.some((entry) => isOfSport(entry, sport)))
  const after = new Set<string>([...remaining, ...chosen.flatMap(sportTypesOf)])
  return SPORT_TYPES.filter((sport) => after.has(sport))
}
