import { toRecentCard } from '../domain/card.ts'
import type { Audience } from '../domain/sharing.ts'
import { isSportGroup } from '../domain/sport-groups.ts'
import { AppError } from '../errors.ts'
import type { Action } from '../text/notice.ts'
import type { Say } from '../text/say.ts'
import { askId } from './ask.ts'
import { defineAskedJob } from './define.ts'
import { type Found, type Latest, latestSchema, pressOf, readLatest, whose } from './latest.ts'

const nothing = (say: Say) => new AppError('nothing-found', 'there is nothing to show', { say })

function nothingFound({ sport, memberId, page = 1 }: Latest, { examined, ofSport }: Found): AppError {
  if (page > 1) return nothing({ key: 'recent.noOlder' })
  if (memberId !== undefined) {
    const member = { user: memberId }
    return nothing(
      sport
        ? {
            key: isSportGroup(sport) ? 'recent.noneGroupMember' : 'recent.noneSportMember',
            values: { member, sport: { sport } },
          }
        : { key: 'recent.noneMember', values: { member } },
    )
  }
  if (ofSport > 0) return nothing({ key: 'recent.hidden' })
  if (sport && examined > 0) {
    const key = isSportGroup(sport) ? 'recent.noneGroup' : 'recent.noneSport'
    return nothing({ key, values: { count: examined, sport: { sport } } })
  }
  return nothing({ key: 'recent.none' })
}

/** What the asker can do about a page: turn it, and show the channel what they alone see. */
function actionsOf(latest: Latest, hasOlder: boolean): Action[] {
  const { page = 1, ask } = latest
  const turn = (to: number) => pressOf('recent-page', latest, to)
  const pages: Action[] = [
    { label: 'button.newer', press: turn(page - 1), disabled: page === 1 },
    { label: 'button.older', press: turn(page + 1), disabled: !hasOlder },
  ]
  return [
    ...(page > 1 || hasOlder ? pages : []),
    ...(ask.ephemeral ? [{ label: 'button.share', press: pressOf('recent-share', latest, page) } as const] : []),
  ]
}

/** The latest activities of the asker, or of a member who shares them by themselves in this server. */
export const recent = defineAskedJob({
  name: 'recent',
  payload: latestSchema,
  id: askId('recent'),
  attempts: 4,
  async run(latest, deps) {
    const { ask, memberId, sport, page = 1 } = latest
    const link = await whose(latest, deps)
    const audience: Audience = memberId === undefined && ask.ephemeral ? 'athlete' : 'channel'
    const [found, units] = await Promise.all([readLatest(link, latest, audience, deps), deps.units.of(ask.userId)])
    const { activities, hasOlder } = found
    if (activities.length === 0) throw nothingFound(latest, found)
    const card = toRecentCard({ userId: link.userId, sportType: sport, activities, units })
    return { ...card, page, actions: actionsOf(latest, hasOlder) }
  },
})
