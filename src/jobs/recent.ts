import { z } from 'zod'
import type { Activity } from '../domain/activity.ts'
import { toRecentCard } from '../domain/card.ts'
import { type Audience, mayAskFor, mayShow } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import type { Say } from '../text/say.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'
import type { JobDeps, Linked } from './deps.ts'

/** Where the search for enough activities ends: so many calls of Strava and no more. */
const MAX_PAGES = 3

/** One small page holds what is mostly asked for; a search reads the largest that Strava gives. */
const PAGE_SIZE = { latest: 30, search: 200 }

export const recentSchema = z.object({
  ask: askSchema,
  count: z.number().int().min(1).max(10),
  /** A `sport_type`. */
  sport: z.string().optional(),
  /** Whose activities, when they are not the asker's own. */
  memberId: z.string().optional(),
})

type Recent = z.infer<typeof recentSchema>

const nothing = (say: Say) => new AppError('nothing-found', 'there is nothing to show', { say })

/** The member whose activities may be shown to the asker, or the reason why not. Whether a member is linked is nobody else's business. */
async function whose({ ask, memberId }: Recent, deps: JobDeps): Promise<Linked> {
  const link = await deps.links.find(memberId ?? ask.userId)
  if (memberId === undefined) {
    if (!link) throw new AppError('not-linked', 'the asker has no link', { say: { key: 'error.notLinked' } })
    return link
  }
  const choice = await deps.links.shareOf(memberId, ask.guildId)
  if (!link || !mayAskFor(choice?.mode) || !(await deps.members.has(ask.guildId, memberId))) {
    const say: Say = { key: 'error.memberNotShared', values: { member: { user: memberId } } }
    throw new AppError('not-shared', 'the member does not share here', { say })
  }
  return link
}

/** Reads page after page until `count` activities fit, Strava has no more, or the bound is reached. */
async function collect(athleteId: string, { sport, count }: Recent, audience: Audience, deps: JobDeps) {
  const seen = new Set<string>()
  const fitting: Activity[] = []
  let ofSport = 0
  const perPage = sport ? PAGE_SIZE.search : PAGE_SIZE.latest
  for (let page = 1; page <= MAX_PAGES && fitting.length < count; page += 1) {
    const { activities, isLast } = await deps.activities.page(athleteId, { page, perPage })
    if (isLast) break
    for (const activity of activities) {
      if (seen.has(activity.id)) continue
      seen.add(activity.id)
      if (sport && activity.sportType !== sport) continue
      ofSport += 1
      if (mayShow(activity, audience)) fitting.push(activity)
    }
  }
  return { activities: fitting.slice(0, count), examined: seen.size, ofSport }
}

function nothingFound({ sport, memberId }: Recent, examined: number, ofSport: number): AppError {
  if (memberId !== undefined) {
    const member = { user: memberId }
    return nothing(
      sport
        ? { key: 'recent.noneSportMember', values: { member, sport: { sport } } }
        : { key: 'recent.noneMember', values: { member } },
    )
  }
  if (ofSport > 0) return nothing({ key: 'recent.hidden' })
  if (sport && examined > 0) return nothing({ key: 'recent.noneSport', values: { count: examined, sport: { sport } } })
  return nothing({ key: 'recent.none' })
}

/** The latest activities of the asker, or of a member who shares them by themselves in this server. */
export const recent = defineAskedJob({
  name: 'recent',
  payload: recentSchema,
  id: askId('recent'),
  attempts: 4,
  async run(payload, deps) {
    const { ask, memberId, sport } = payload
    const link = await whose(payload, deps)
    const audience: Audience = memberId === undefined && ask.ephemeral ? 'athlete' : 'channel'
    try {
      const { activities, examined, ofSport } = await collect(link.athleteId, payload, audience, deps)
      if (activities.length === 0) throw nothingFound(payload, examined, ofSport)
      return toRecentCard({ userId: link.userId, sportType: sport, activities, units: await deps.units.of(ask.userId) })
    } catch (error) {
      // The asker cannot mend somebody else's link.
      const theirs = error instanceof AppError && (error.kind === 'grant-dead' || error.kind === 'scope-missing')
      if (!theirs || memberId === undefined) throw error
      const say: Say = { key: 'error.grantDeadMember', values: { member: { user: memberId } } }
      throw new AppError(error.kind, error.message, { say, cause: error })
    }
  },
})
