import type { DiscordSandbox } from '../../sandbox/discord/index.ts'
import type { ActivityInput } from '../../sandbox/strava/index.ts'
import type { BenchEnvironment } from './bench-environment.ts'
import type { BenchMember } from './bench-members.ts'
import { clearOpenEvents, createActivities, deliverEvents, holdBackgroundQueue } from './deliver-events.ts'
import { waitUntil } from './wait-until.ts'

const POST_TIMEOUT_MS = 120_000

export const isPost = ({ method, path, status }: DiscordSandbox['requests'][number]) =>
  method === 'POST' && status === 200 && /^\/channels\/\d+\/messages$/.test(path)

/** Measures posts per second, from the first read of an activity to the last post. */
export async function measurePostRate(
  { strava, discord }: Pick<BenchEnvironment, 'strava' | 'discord'>,
  count: number,
  begin: () => unknown,
): Promise<number> {
  const [reads, posts] = [strava.requests.length, discord.requests.length]
  await begin()
  const posted = () => discord.requests.slice(posts).filter(isPost)
  if (!(await waitUntil(() => posted().length >= count, POST_TIMEOUT_MS)))
    throw new Error(`${posted().length} of ${count} activities were posted`)
  const first = strava.requests.slice(reads).find(({ path }) => path.includes('/activities/'))
  return count / (((posted().at(-1)?.at ?? 0) - (first?.at ?? 0)) / 1000)
}

/**
 * The program posts activities whose events all arrive at one moment, each in this many channels. Resolves to posts per
 * second.
 */
export async function postActivities(
  environment: BenchEnvironment,
  members: readonly BenchMember[],
  count: number,
  overrides: ActivityInput = {},
  channels = 1,
): Promise<number> {
  const heldQueue = holdBackgroundQueue(environment.repositories.redis)
  await heldQueue.hold()
  await clearOpenEvents(environment.probe)
  await deliverEvents(environment.strava, createActivities(members, count, overrides))
  const rate = await measurePostRate(environment, count * channels, heldQueue.release)
  await heldQueue.close()
  return rate
}
