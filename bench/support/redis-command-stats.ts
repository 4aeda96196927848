import type { Redis } from 'ioredis'

/** How often Redis was asked for each command since it started; what scripts call is counted as well. */
export async function countCommands(redis: Redis): Promise<Map<string, number>> {
  const info = await redis.info('commandstats')
  return new Map(
    [...info.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].map(([, name = '', calls]) => [name, Number(calls)]),
  )
}

/** Those of the program between two looks; the looks themselves are left out. */
export function commandCountDifference(before: Map<string, number>, after: Map<string, number>) {
  const differences = [...after]
    .map(([name, calls]) => ({ name, calls: calls - (before.get(name) ?? 0) }))
    .filter(({ name, calls }) => name !== 'info' && calls > 0)
  return {
    all: differences.reduce((sum, { calls }) => sum + calls, 0),
    mostUsed: differences.toSorted((a, b) => b.calls - a.calls),
  }
}
