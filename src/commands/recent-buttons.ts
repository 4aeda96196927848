import { isSportType } from '../core/sport.ts'
import { isSportGroup } from '../core/sport-groups.ts'
import { AppError } from '../errors.ts'
import { recent } from '../jobs/recent.ts'
import { type RecentQuery, recentQuerySchema } from '../jobs/recent-query.ts'
import { shareRecent } from '../jobs/share-recent.ts'
import type { ButtonHandler, CommandInput, RespondWith } from './define-command.ts'

/** A page as it stands in a button (`encodeButtonId`). Buttons of the same message are for whoever asked for it. */
function toRecentQuery(
  { requester }: CommandInput,
  [page, count, sport = '', memberId = '', requesterId]: string[],
): RecentQuery {
  if (requester.userId !== requesterId) {
    throw new AppError('bad-input', "somebody else's button was pressed", { userMessage: { key: 'error.notYours' } })
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
  (respondWith: RespondWith) =>
  (userId: string, ...args: string[]): RespondWith =>
    userId === args[4] ? respondWith : 'ephemeral'

/** What the buttons under `/strava recent` do. */
export const RECENT_BUTTONS: Readonly<Record<string, ButtonHandler>> = {
  'recent-page': {
    respondWith: forRequester('update-or-follow-up'),
    mayBePublic: true,
    execute: (input, ...args) => ({ job: recent.request(toRecentQuery(input, args)) }),
  },
  'recent-share': {
    respondWith: forRequester('public'),
    execute: (input, ...args) => ({
      job: shareRecent.request({
        ...toRecentQuery(input, args),
        messageId: input.messageId ?? input.requester.interactionId,
      }),
    }),
  },
}
