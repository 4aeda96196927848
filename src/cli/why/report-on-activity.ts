import type { Config } from '../../config.ts'
import { createGuildFilter } from '../../core/guild-filter.ts'
import type { Log } from '../../logger.ts'
import { createActivityJobs } from '../../queue/activity-jobs.ts'
import { QUEUE_PREFIX } from '../../redis/keys.ts'
import type { Repositories } from '../../redis/repositories.ts'
import { createStrava } from '../../strava/index.ts'
import { UsageError } from '../run-tool.ts'
import { type ActivityReport, explainActivity } from './explain-activity.ts'

interface Asked {
  activityId: string
  /** Whose activity it is, if nothing is stored about it: a Discord user id. */
  member?: string | undefined
  /** Whether to read the activity from Strava, which costs one request. */
  read?: boolean
}

/** Why an activity was posted or not. Throws a UsageError for a member without a connection. */
export async function reportOnActivity(
  { config, log, repositories }: { config: Config; log: Log; repositories: Repositories },
  { activityId, member, read = false }: Asked,
): Promise<ActivityReport> {
  const { redis, jobEncryption, links } = repositories
  if (member !== undefined && !(await links.find(member)))
    throw new UsageError(
      'This member has not connected Strava: nothing of theirs is posted. They can with /strava link.',
    )
  const jobs = createActivityJobs({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption })
  const strava = createStrava({ ...config.strava, store: repositories, now: Date.now, log, timeoutMs: 10_000 })
  const { activities } = strava.clientFor({ priority: 'interactive', id: 'why-tool', isResumed: false })
  try {
    return await explainActivity(
      { activityId, userId: member },
      {
        repositories,
        findJobs: jobs.find,
        isAllowedGuild: createGuildFilter(config.discord.guildIds),
        readActivity: read ? (athleteId, id) => activities.find(athleteId, id, { withRoute: true }) : undefined,
        now: Date.now,
      },
    )
  } finally {
    await jobs.close()
  }
}
