import type { Message } from '../../discord/index.ts'
import { type ActivityHandle, activities } from '../../strava/index.ts'
import { appears, changes, postsOf, vanishes } from '../find-posts.ts'
import type { Scene, Step } from '../scene.ts'
import { timeFor } from './recent.ts'

/** What makes a run more than its figures. */
export const celebrated = {
  description: 'Windy on the dyke.',
  device_name: 'Garmin Forerunner 265',
  pr_count: 2,
  achievement_count: 3,
  stats_visibility: ['heart_rate', 'pace', 'power', 'speed', 'calories'].map((type) => ({
    type,
    visibility: type === 'heart_rate' ? 'only_me' : 'everyone',
  })),
}

let run: ActivityHandle
let post: Message

const finishes: Step = {
  title: 'Bo finishes a run, and nobody types anything',
  async play(scene) {
    const { bo, channel, strava, discord, tell, expect } = scene
    const [read, sent] = [strava.requests.length, discord.requests.length]
    run = bo.athlete.finishes({ ...activities.paceThatRoundsUp, ...celebrated, name: 'Lunch Run' })
    tell.says('Strava tells the bot, and by mistake three times. The bot waits a second, in case more comes.')
    const event = strava.events.at(-1)?.event
    await Promise.all([strava.sendEvent(event), strava.sendEvent(event), strava.idle()])
    post = await appears(scene, run, channel)
    expect.reads('The run is there by itself, as Bo’s', post.text(), 'Lunch Run', '10.00 km · 49 min 59 s', '@Bo')
    expect.reads('It shows what makes it special', post.text(), '🏅 2 personal records', 'Windy on the dyke')
    expect.reads('It tells when it began', post.text(bo.person), timeFor(bo.person, run.activity.start_date))
    expect.reads('It names the maker who must be named', post.text(), 'Garmin Forerunner 265')
    expect.that('It does not show the heart rate, which Bo hides at Strava', !post.text().includes('bpm'), post.text())
    expect.reads(
      'It has a map of the route, said in words too',
      post.text(),
      'Map of the route without start and finish: ',
    )
    expect.equals('It pings nobody', post.pings(), [])
    const reads = strava.requests.slice(read).filter(({ kind }) => kind === 'read')
    const posts = discord.requests.slice(sent).filter(({ method }) => method === 'POST')
    expect.equals('It took one read of Strava and one message', [reads.length, posts.length], [1, 1])
  },
}

const looksCloser: Step = {
  title: 'Cleo looks at the details of the run',
  async play({ cleo, tell, answered, expect }) {
    tell.says('Cleo presses Details.')
    const details = await answered(cleo.presses(post, 'Details'))
    const text = details.text(cleo)
    expect.that('Only Cleo sees them', details.ephemeralFor === cleo, text)
    expect.reads('The splits stand in columns', text, '10  5:00   -3')
    expect.reads('The best efforts and the shoes are there', text, '5K 25:00', 'Gear: Invented Shoes')
    expect.that('The heart rate, which Bo hides, is not there either', !text.includes('bpm'), text)
  },
}

const renames: Step = {
  title: 'Bo gives the run a better name',
  async play(scene) {
    await changes(scene, post, () => run.rename('Ten flat, at last'))
    scene.expect.reads('The same message has the new name', post.text(), 'Ten flat, at last')
    scene.expect.equals('It has its map once', post.attachments.length, 1)
    scene.expect.equals('It is the only one', postsOf(run, scene.channel).length, 1)
  },
}

/** Chooses what maps show, and waits until the message that stands follows. */
async function choosesMap(scene: Scene, choice: string): Promise<void> {
  const { bo, channel, tell } = scene
  const line = `/strava privacy map:${choice}`
  tell.types(bo.person, line)
  await changes(scene, post, () => void bo.person.runs(channel, line))
}

const wantsNoMap: Step = {
  title: 'Bo wants no maps, and then some that hide more',
  async play(scene) {
    await choosesMap(scene, 'none')
    scene.expect.equals('The map is gone from the message that stands', post.attachments.length, 0)
    await choosesMap(scene, '1600')
    scene.expect.equals('It has a map again', post.attachments.length, 1)
  },
}

const hides: Step = {
  title: 'Bo makes the run private',
  async play(scene) {
    run.becomes('only_me')
    await vanishes(scene, post)
    scene.expect.equals('It stands in the channel no longer', postsOf(run, scene.channel).length, 0)
  },
}

const shows: Step = {
  title: 'Bo makes the run public again',
  async play(scene) {
    run.becomes('everyone')
    post = await appears(scene, run, scene.channel)
    scene.expect.reads('It is back, with the name it has now', post.text(), 'Ten flat, at last')
    scene.expect.equals('It stands there once', postsOf(run, scene.channel).length, 1)
  },
}

const deletes: Step = {
  title: 'Bo deletes the run at Strava',
  async play(scene) {
    run.delete()
    await vanishes(scene, post)
    scene.expect.equals('It is gone from the channel too', postsOf(run, scene.channel).length, 0)
  },
}

/** The life of one activity. Each step goes on where the one before it ended. */
export const bosRun: readonly Step[] = [finishes, looksCloser, renames, wantsNoMap, hides, shows, deletes]
