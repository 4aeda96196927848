import type { Activity } from '../../core/activity.ts'
import type { StoredDecision } from '../../core/decision.ts'
import { takesNoNewPosts } from '../../core/feed.ts'
import type { Post } from '../../core/post.ts'
import type { Plan, PlanReason } from '../../core/post-rules.ts'
import type { PostTarget } from '../../jobs/sync-activity/post-target.ts'
import { planFor } from '../../jobs/sync-activity/publish-post.ts'
import { placesOf } from '../../jobs/sync-activity/sync-posts.ts'
import type { ActivityJob } from '../../queue/activity-jobs.ts'
import type { ActivityHistory } from '../../redis/activity-history.ts'
import type { Repositories } from '../../redis/repositories.ts'
import { isCertain, planFromStored } from './stored-plan.ts'

/** What happened in one channel, and what would be done there now. */
export interface ChannelReport {
  guildId: string
  channelId: string
  isFeed: boolean
  state: Post['state'] | undefined
  last: Omit<StoredDecision, 'guildId' | 'channelId'> | undefined
  /** `isCertain`: the activity was read from Strava, or the reading makes no difference. */
  now: { action: Plan['action']; reason: PlanReason | 'the server is not in DISCORD_GUILD_IDS'; isCertain: boolean }
}

export interface ActivityReport {
  activityId: string
  /** Undefined: nothing is known about the activity. */
  athleteId: string | undefined
  userId: string | undefined
  events: ActivityHistory['events']
  /** The last decision for all channels. */
  last: Omit<StoredDecision, 'guildId' | 'channelId'> | undefined
  channels: ChannelReport[]
  jobs: ActivityJob[]
  /** False: too many jobs are queued to look at all of them. */
  areJobsComplete: boolean
  /** Whether the activity was read from Strava. */
  wasRead: boolean
  /** What concerns the whole program. Epoch milliseconds. */
  program: {
    connectedAccounts: number
    subscription: string | undefined
    lastEventAt: number | undefined
    /** Why Strava isn't called. */
    circuitBreaker: string | undefined
    /** Since when Strava refuses the member's grant. */
    invalidSince: number | undefined
  }
}

interface ExplainOptions {
  repositories: Repositories
  findJobs: (activityId: string) => Promise<{ jobs: ActivityJob[]; isComplete: boolean }>
  isAllowedGuild: (guildId: string) => boolean
  /** Reads the activity from Strava, with its route; undefined: only stored data is used. */
  readActivity: ((athleteId: string, activityId: string) => Promise<Activity | undefined>) | undefined
  now: () => number
}

/** How many athletes are searched at a time. */
const BATCH_SIZE = 500

/** The athlete whose activity it is: the one of a job about it, or the one with something stored about it. */
async function findAthlete(activityId: string, jobs: ActivityJob[], { links, posts, activityHistory }: Repositories) {
  const ofJob = jobs.find(({ athleteId }) => athleteId !== undefined)?.athleteId
  if (ofJob !== undefined) return ofJob
  const athleteIds = await links.athletes()
  const isKnownTo = [
    (athleteId: string) => posts.has(athleteId, activityId),
    async (athleteId: string) => {
      const { events, decisions } = await activityHistory.read(athleteId, activityId)
      return events.length + decisions.length > 0
    },
  ]
  for (const isKnown of isKnownTo) {
    for (let start = 0; start < athleteIds.length; start += BATCH_SIZE) {
      const batch = athleteIds.slice(start, start + BATCH_SIZE)
      const known = await Promise.all(batch.map(isKnown))
      const found = batch.find((_, index) => known[index])
      if (found !== undefined) return found
    }
  }
  return undefined
}

const withoutPlace = ({ at, outcome, reason }: StoredDecision) => ({ at, outcome, reason })

/** Everything that says why an activity was posted or not. `userId`: whose it is, if nothing is stored about it. */
export async function explainActivity(
  { activityId, userId: givenUserId }: { activityId: string; userId: string | undefined },
  { repositories, findJobs, isAllowedGuild, readActivity, now }: ExplainOptions,
): Promise<ActivityReport> {
  const { links, snapshots, activityHistory, activityVisibility, subscription, circuitBreaker } = repositories
  const { jobs, isComplete: areJobsComplete } = await findJobs(activityId)
  const given = givenUserId === undefined ? undefined : await links.find(givenUserId)
  const athleteId = given?.athleteId ?? (await findAthlete(activityId, jobs, repositories))
  const snapshot = athleteId === undefined ? undefined : await snapshots.read(athleteId, activityId)
  const link = snapshot?.link
  const { events, decisions } =
    athleteId === undefined ? { events: [], decisions: [] } : await activityHistory.read(athleteId, activityId)
  const activity = link && readActivity && (await readActivity(link.athleteId, activityId))
  const known = link && (await activityVisibility.all(link.athleteId)).get(activityId)
  const endedAt = (post: Post | undefined) => post?.endedAt || (events.at(-1)?.at ?? now())
  const places = snapshot && link ? placesOf(snapshot) : []

  const channels = places.map((place): ChannelReport => {
    const { feed, post } = place
    const { guildId, channelId } = feed
    const last = decisions.find((decision) => decision.channelId === channelId)
    const planNow = (): ChannelReport['now'] => {
      if (!isAllowedGuild(guildId))
        return { action: 'nothing', reason: 'the server is not in DISCORD_GUILD_IDS', isCertain: true }
      if (link && readActivity) {
        const target: PostTarget = {
          link,
          activityId,
          activity,
          place,
          mapChoice: snapshot.mapChoice,
          summaryHash: undefined,
        }
        return { ...planFor(target, { now }).plan, isCertain: true }
      }
      const plan = planFromStored(
        place,
        { endedAt: endedAt(post), muted: known?.muted },
        link as NonNullable<typeof link>,
        now(),
      )
      return { ...plan, isCertain: isCertain(plan) }
    }
    return {
      ...{ guildId, channelId, isFeed: !takesNoNewPosts(feed), state: post?.state },
      last: last && withoutPlace(last),
      now: planNow(),
    }
  })

  const [{ connectedAccounts }, record, lastEventAt, circuit, stored] = await Promise.all([
    links.count(),
    subscription.read(),
    subscription.lastEventAt(),
    circuitBreaker.read(),
    link && links.find(link.userId),
  ])
  const whole = decisions.find(({ channelId }) => channelId === undefined)
  return {
    ...{ activityId, athleteId, userId: link?.userId, events, jobs, areJobsComplete, channels },
    last: whole && withoutPlace(whole),
    wasRead: link !== undefined && readActivity !== undefined,
    program: {
      ...{ connectedAccounts, lastEventAt },
      subscription: record?.state,
      circuitBreaker: circuit.open?.reason,
      invalidSince: stored?.invalidSince,
    },
  }
}
