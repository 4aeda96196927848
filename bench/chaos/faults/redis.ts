import { type Fault, few, seconds } from './target.ts'

type RedisTrouble = ['kill', 'start'] | ['freeze', 'thaw'] | ['fill', 'empty'] | ['follow', 'lead']

const redisFails = (name: string, ...[begin, end]: RedisTrouble): Fault => ({
  name: `Redis ${name}`,
  often: 1,
  part: 'redis',
  async strike(target, met) {
    await (begin === 'kill' ? target.redis.kill('SIGKILL') : target.redis[begin]())
    await seconds(0.5, 2, target)
    await target.redis[end]()
    met()
  },
})

/** It stops for a moment again and again. */
const slow: Fault = {
  name: 'Redis is slow for a while',
  often: 1,
  part: 'redis',
  async strike(target, met) {
    for (let steps = 5 + few(target) * 5; steps > 0; steps -= 1) {
      target.redis.freeze()
      await seconds(0.05, 0.15, target)
      target.redis.thaw()
      await seconds(0.01, 0.03, target)
    }
    met()
  },
}

export const REDIS_FAULTS: readonly Fault[] = [
  redisFails('is killed and started again', 'kill', 'start'),
  redisFails('does not answer for a while', 'freeze', 'thaw'),
  slow,
  redisFails('is full for a while', 'fill', 'empty'),
  redisFails('fails over: read-only for a while', 'follow', 'lead'),
]
