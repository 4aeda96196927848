import { isSportType } from '../domain/sport.ts'
import { isSportGroup } from '../domain/sport-groups.ts'
import { AppError } from '../errors.ts'
import { recent } from '../jobs/recent.ts'
import { type RecentQuery, recentQuerySchema } from '../jobs/recent-query.ts'
import { shareRecent } from '../jobs/share-recent.ts'
import type { CommandInput, Press, PressPlace } from './define.ts'

/** A page as it stands in a button (`encodeButtonId`). Buttons of the same message are for whoever asked for it. */
function toRecentQuery(
  { requester }: CommandInput,
  [page, count, sport = '', memberId = '', requesterId]: string[],
): RecentQuery {
  if (requester.userId !== requesterId) {
    throw new AppError('bad-input', "somebody else's button was pressed", { say: { key: 'error.notYours' } })
  }
  return recentQuerySchema.parse({
    requester,
    page: Number(page),
    count: Number(count),
    ...(isSportType(sport) || isSportGroup(sport) ? { sport } : {}),
    ...(memberId ? { memberId } : {}),
  })
}

/** To others than the requester it is said privately whose buttons these are. */
const forRequester =
  (place: PressPlace) =>
  (userId: string, ...args: string[]): PressPlace =>
    userId === args[4] ? place : 'private'

/** What the buttons under `/strava recent` do. */
export const RECENT_PRESSES: Readonly<Record<string, Press>> = {
  'recent-page': {
    place: forRequester('turn'),
    anywhere: true,
    run: (input, ...args) => ({ job: recent.request(toRecentQuery(input, args)) }),
  },
  'recent-share': {
    place: forRequester('public'),
    run: (input, ...args) => ({
      job: shareRecent.request({
        ...toRecentQuery(input, args),
        messageId: input.messageId ?? input.requester.interactionId,
      }),
    }),
  },
}
