import { isSportType, SPORT_TYPES } from '../domain/sport.ts'
import { AppError } from '../errors.ts'
import { recent } from '../jobs/recent.ts'
import { createText, type Text } from '../text/index.ts'
import type { Ask, Choice, Command, MemberCommand } from './define.ts'
import { RECENT_PRESSES } from './recent-buttons.ts'

/** Discord shows so many suggestions and no more. */
export const MAX_SUGGESTIONS = 25

const USUAL_COUNT = 5

const COMMON = ['Run', 'Ride', 'Swim', 'Walk', 'Hike', 'TrailRun', 'VirtualRide', 'WeightTraining', 'Yoga'] as const

/** Without case and accents, and with full-width letters as plain ones: as people type. */
export const fold = (typed: string): string =>
  typed
    .trim()
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    // Upper case first: ß and ss are the same.
    .toUpperCase()
    .toLowerCase()

/** What something is called in the reader's language and in English, folded. */
export function namesIn(locale: string): (name: (text: Text) => string) => string[] {
  const texts = [createText(locale), createText('en')]
  return (name) => texts.map((text) => fold(name(text)))
}

/** Sports by name in the reader's language; those that begin with what was typed come first, the common ones before anything is typed. */
export function suggestSports(typed: string, locale: string): Choice[] {
  const text = createText(locale)
  const named = namesIn(locale)
  const wanted = fold(typed)
  const rank = ({ value }: Choice): number => {
    const names = named((text) => text.sport(value))
    if (wanted === '') return (COMMON as readonly string[]).includes(value) ? 0 : 1
    if (names.some((name) => name.startsWith(wanted))) return 0
    return [...names, value.toLowerCase()].some((name) => name.includes(wanted)) ? 1 : 2
  }
  return SPORT_TYPES.map((value) => ({ name: text.sport(value), value }))
    .map((choice) => ({ choice, rank: rank(choice) }))
    .filter(({ rank }) => rank < 2)
    .sort((a, b) => a.rank - b.rank || a.choice.name.localeCompare(b.choice.name, text.locale))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ choice }) => choice)
}

/** A sport as somebody chose or typed it: its `sport_type`, or its name in their language or in English. */
export function toSportType(typed: string, locale: string): string {
  if (isSportType(typed)) return typed
  const named = namesIn(locale)
  const wanted = fold(typed)
  const isMeant = (sportType: string) =>
    sportType.toLowerCase() === wanted || named((text) => text.sport(sportType)).includes(wanted)
  const found = SPORT_TYPES.find(isMeant)
  if (found) return found
  throw new AppError('bad-input', 'an unknown sport was asked for', {
    say: { key: 'error.unknownSport', values: { sport: typed.slice(0, 50) } },
  })
}

/** An asker who names themselves asks for their own. */
const another = (memberId: unknown, { userId }: Ask['identity']) =>
  typeof memberId === 'string' && memberId !== userId ? { memberId } : {}

export const recentCommand: Command = {
  path: ['strava', 'recent'],
  description: 'command.recent',
  options: [
    { name: 'count', description: 'command.recent_count', kind: 'integer', min: 1, max: 10 },
    { name: 'sport', description: 'command.recent_sport', kind: 'search', suggest: suggestSports },
    { name: 'member', description: 'command.recent_member', kind: 'user' },
    { name: 'private', description: 'command.recent_private', kind: 'boolean' },
  ],
  isPrivate: (options) => options.private === true,
  presses: RECENT_PRESSES,
  run({ identity, options }) {
    const { count = USUAL_COUNT, sport, member } = options
    return {
      job: recent.request({
        ask: identity,
        count: Number(count),
        ...(typeof sport === 'string' && sport.trim() ? { sport: toSportType(sport, identity.locale) } : {}),
        ...another(member, identity),
      }),
    }
  },
}

/** The same as `/strava recent member:`, in the menu of the member. */
export const recentOfMember: MemberCommand = {
  name: 'command.recentOfMember',
  run: ({ identity }, memberId) => ({
    job: recent.request({ ask: identity, count: USUAL_COUNT, ...another(memberId, identity) }),
  }),
}
