import { setTimeout as pause } from 'node:timers/promises'
import { createRandom } from '../support/random.ts'
import { type Finished, postsById } from './compare.ts'
import { createDelivery } from './deliver.ts'
import { type Change, type Happening, planHappenings } from './plan.ts'
import type { OnClose, Options, Setting } from './setting.ts'

/** At these parts of the way a worker is killed. */
export const KILLS = [0.3, 0.6]

/** How often the channels are looked at for doubles that go again. Milliseconds. */
const LOOK_EVERY = 2000

/** When all has happened, the program may take so long to be done. A killed worker's jobs come back after 15 seconds. */
const IDLE_LIMIT = 180_000

type Sent = Setting['discord']['requests'][number]
export const isPost = ({ method, path }: Sent) => method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)

/** What an athlete does, at Strava. */
function act(one: Happening, finished: Finished[], members: Setting['members']): void {
  if (one.kind === 'finish') {
    const { athlete, person } = members[one.athlete] as (typeof members)[number]
    finished[one.activity] = { handle: athlete.finishes(one.input), username: person.username, isDeleted: false }
    return
  }
  const known = finished[one.activity] as Finished
  const { handle } = known
  const [name] = (handle.activity.name ?? '').split(',')
  const changes: Record<Change, () => void> = {
    rename: () => handle.rename(`${name}, renamed at ${Math.round(one.at)}`),
    'other-sport': () => handle.change({ sport_type: 'TrailRun' }),
    hide: () => handle.becomes('only_me'),
    'for-followers': () => handle.becomes('followers_only'),
    show: () => handle.becomes('everyone'),
    delete: () => handle.delete(),
  }
  changes[one.kind]()
  if (one.kind === 'delete') known.isDeleted = true
}

/** Lets everything happen, kills workers in between, and waits until the program is done. */
export async function runCourse(setting: Setting, options: Options, onClose: OnClose) {
  const { strava, discord, channels, queues, members, replaceWorker } = setting
  const { activities: count, athletes, seed, rate: perSecond } = options
  const random = createRandom(seed)
  const happenings = planHappenings({ count, athletes, perSecond, random })
  await queues.idle(IDLE_LIMIT)
  const [stravaBefore, discordBefore] = [strava.requests.length, discord.requests.length]
  const delivery = createDelivery({ strava, random })
  const finished: Finished[] = []

  const doubles = new Set<string>()
  const look = () => {
    for (const channel of channels) {
      for (const [id, posts] of postsById(channel)) if (posts.length > 1) doubles.add(`${id} in #${channel.name}`)
    }
  }
  const looking = setInterval(look, LOOK_EVERY)
  onClose(() => clearInterval(looking))

  const began = performance.now()
  const startedAt = Date.now()
  const passed = () => performance.now() - began
  const seconds = () => `${(passed() / 1000).toFixed(1)} s`

  /** In the moment in which Discord has taken a post and the answer is still on its way. */
  async function kill(): Promise<void> {
    const since = discord.requests.length
    await discord.waitFor((one) => isPost(one) && discord.requests.indexOf(one, since) >= since, 'a post', 30_000)
    const after = seconds()
    console.log(`Killed after ${after}: ${await replaceWorker()}, and a new one is there after ${seconds()}.`)
  }

  const killAt = KILLS.map((part) => Math.floor(happenings.length * part))
  const kills: Promise<void>[] = []
  for (const [index, one] of happenings.entries()) {
    await pause(Math.max(one.at - passed(), 0))
    if (killAt.includes(index)) kills.push(kill())
    act(one, finished, members)
    delivery.takeUp()
  }
  await delivery.idle()
  console.log(`The last event is delivered after ${seconds()}; ${await queues.waiting()} jobs are to do.`)
  await Promise.all(kills)
  await queues.idle(IDLE_LIMIT)
  clearInterval(looking)
  look()
  return {
    ...{ finished, delivery, doubles, events: delivery.happened, began: startedAt },
    strava: strava.requests.slice(stravaBefore),
    discord: discord.requests.slice(discordBefore),
  }
}

export type Outcome = Awaited<ReturnType<typeof runCourse>>
