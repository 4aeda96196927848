import { recent } from '../jobs/recent.ts'
import type { Command, CommandInput, UserCommand } from './define-command.ts'
import { RECENT_BUTTONS } from './recent-buttons.ts'
import { suggestSports, toSport } from './sport-search.ts'

const DEFAULT_COUNT = 5

/** A requester who names themselves asks for their own. */
const otherMember = (memberId: unknown, { userId }: CommandInput['requester']) =>
  typeof memberId === 'string' && memberId !== userId ? { memberId } : {}

export const recentCommand: Command = {
  name: ['strava', 'recent'],
  description: 'command.recent',
  options: [
    { name: 'count', description: 'command.recent_count', kind: 'integer', min: 1, max: 10 },
    { name: 'sport', description: 'command.recent_sport', kind: 'autocomplete', suggest: suggestSports },
    { name: 'member', description: 'command.recent_member', kind: 'user' },
    { name: 'private', description: 'command.recent_private', kind: 'boolean' },
  ],
  ephemeral: (options) => options.private === true,
  buttons: RECENT_BUTTONS,
  execute({ requester, options }) {
    const { count = DEFAULT_COUNT, sport, member } = options
    return {
      job: recent.request({
        requester,
        count: Number(count),
        ...(typeof sport === 'string' && sport.trim() ? { sport: toSport(sport, requester.locale) } : {}),
        ...otherMember(member, requester),
      }),
    }
  },
}

/** The same as `/strava recent member:`, in the context menu of a user. */
export const recentUserCommand: UserCommand = {
  name: 'command.recentOfMember',
  execute: ({ requester }, memberId) => ({
    job: recent.request({ requester, count: DEFAULT_COUNT, ...otherMember(memberId, requester) }),
  }),
}
