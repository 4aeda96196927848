import { type ChaosFault, pauseBetween, randomCallCount } from './chaos-fault.ts'

type RedisFaultActions =
  | ['kill', 'start']
  | ['suspend', 'resume']
  | ['exhaustMemory', 'restoreMemory']
  | ['becomeReplica', 'becomePrimary']

const redisFails = (name: string, ...[begin, end]: RedisFaultActions): ChaosFault => ({
  name: `Redis ${name}`,
  frequency: 1,
  group: 'redis',
  async inject(target, met) {
    await (begin === 'kill' ? target.redis.kill('SIGKILL') : target.redis[begin]())
    await pauseBetween(0.5, 2, target)
    await target.redis[end]()
    met()
  },
})

/** It freezes briefly, again and again. */
const slowRedis: ChaosFault = {
  name: 'Redis is slow for a while',
  frequency: 1,
  group: 'redis',
  async inject(target, met) {
    for (let steps = 5 + randomCallCount(target) * 5; steps > 0; steps -= 1) {
      target.redis.suspend()
      await pauseBetween(0.05, 0.15, target)
      target.redis.resume()
      await pauseBetween(0.01, 0.03, target)
    }
    met()
  },
}

export const REDIS_FAULTS: readonly ChaosFault[] = [
  redisFails('is killed and started again', 'kill', 'start'),
  redisFails('does not answer for a while', 'suspend', 'resume'),
  slowRedis,
  redisFails('is full for a while', 'exhaustMemory', 'restoreMemory'),
  redisFails('fails over: read-only for a while', 'becomeReplica', 'becomePrimary'),
]
