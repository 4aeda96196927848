import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

export interface PendingApproval {
  activityId: string
  channelId: string
}

/** Pause between two requests for the same approvals. Seconds. */
const PROMPT_INTERVAL_SECONDS = 6 * 3600

/** Approvals that could not be requested privately. They wait for the member's next command. */
export function createApprovals({ redis, now }: { redis: RedisClient; now: () => number }) {
  const entryOf = ({ activityId, channelId }: PendingApproval) => `${activityId}:${channelId}`

  return {
    /** `until` in epoch milliseconds. */
    async keep(userId: string, approval: PendingApproval, until: number): Promise<void> {
      const key = keys.approvals(userId)
      await redis
        .multi()
        .zadd(key, until, entryOf(approval))
        .pexpire(key, Math.max(until - now(), 1))
        .exec()
    },

    async drop(userId: string, approval: PendingApproval): Promise<void> {
      await redis.zrem(keys.approvals(userId), entryOf(approval))
    },

    /** Whether to request them now. After a `true`, the answer is `false` for some hours. */
    async claimPrompt(userId: string): Promise<boolean> {
      return (await redis.set(keys.approvalPrompt(userId), '1', 'EX', PROMPT_INTERVAL_SECONDS, 'NX')) === 'OK'
    },

    async waiting(userId: string): Promise<PendingApproval[]> {
      return (await redis.zrangebyscore(keys.approvals(userId), now(), '+inf')).map((entry) => {
        const [activityId = '', channelId = ''] = entry.split(':')
        return { activityId, channelId }
      })
    },
  }
}

export type Approvals = ReturnType<typeof createApprovals>
