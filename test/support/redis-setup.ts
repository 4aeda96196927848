import type { TestProject } from 'vitest/node'
import { startRedisServer } from '../../sandbox/redis-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string
  }
}

/** One redis-server for the whole run, on a free port; each process of the run has a database of its own in it. */
export default async function setup(project: TestProject) {
  const redis = await startRedisServer({ args: ['--appendonly', 'yes', '--appendfsync', 'no'] })
  project.provide('redisUrl', redis.url)
  return redis.close
}
