import { isSportType } from '../domain/sport.ts'
import { isSportGroup } from '../domain/sport-groups.ts'
import { AppError } from '../errors.ts'
import { type Latest, latestSchema } from '../jobs/latest.ts'
import { recent } from '../jobs/recent.ts'
import { shareRecent } from '../jobs/share-recent.ts'
import type { Ask, Press, PressPlace } from './define.ts'

/** A page as it stands in a button (`pressOf`). Buttons of the same message are for whoever asked for it. */
function toLatest({ identity }: Ask, [page, count, sport = '', memberId = '', askerId]: string[]): Latest {
  if (identity.userId !== askerId) {
    throw new AppError('bad-input', "somebody else's button was pressed", { say: { key: 'error.notYours' } })
  }
  return latestSchema.parse({
    ask: identity,
    page: Number(page),
    count: Number(count),
    ...(isSportType(sport) || isSportGroup(sport) ? { sport } : {}),
    ...(memberId ? { memberId } : {}),
  })
}

/** To others than the asker it is said privately whose buttons these are. */
const forAsker =
  (place: PressPlace) =>
  (userId: string, ...args: string[]): PressPlace =>
    userId === args[4] ? place : 'private'

/** What the buttons under `/strava recent` do. */
export const RECENT_PRESSES: Readonly<Record<string, Press>> = {
  'recent-page': {
    place: forAsker('turn'),
    run: (ask, ...args) => ({ job: recent.request(toLatest(ask, args)) }),
  },
  'recent-share': {
    place: forAsker('public'),
    run: (ask, ...args) => ({
      job: shareRecent.request({ ...toLatest(ask, args), messageId: ask.messageId ?? ask.identity.interactionId }),
    }),
  },
}
