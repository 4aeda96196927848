import { recent } from '../jobs/recent.ts'
import type { Ask, Command, MemberCommand } from './define.ts'
import { RECENT_PRESSES } from './recent-buttons.ts'
import { suggestSports, toSport } from './sport-search.ts'

const USUAL_COUNT = 5

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
        ...(typeof sport === 'string' && sport.trim() ? { sport: toSport(sport, identity.locale) } : {}),
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
