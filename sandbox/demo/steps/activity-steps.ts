import type { DiscordMessage } from '../../discord/index.ts'
import { type ActivityHandle, activityFixtures } from '../../strava/index.ts'
import type { DemoStep, StepContext } from '../step-context.ts'
import { findPosts, waitForPost, waitForPostDeletion, waitForPostEdit } from '../wait-for-post.ts'
import { timeFor } from './recent-steps.ts'

/** The extras of a run, besides its figures. */
export const runExtras = {
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
let post: DiscordMessage

const boFinishesRun: DemoStep = {
  title: 'Bo finishes a run, and it is posted automatically',
  async run(context) {
    const { bo, channel, strava, discord, printer, expect } = context
    const [read, sent] = [strava.requests.length, discord.requests.length]
    run = bo.athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, ...runExtras, name: 'Lunch Run' })
    printer.note('Strava sends the event three times, by mistake. The bot waits a second in case more events follow.')
    const event = strava.events.at(-1)?.event
    await Promise.all([strava.sendEvent(event), strava.sendEvent(event), strava.waitUntilIdle()])
    post = await waitForPost(context, run, channel)
    expect.contains('The run is posted, as Bo’s', post.text(), 'Lunch Run', '10.00 km · 49:59', '@Bo')
    expect.contains('It shows records and achievements', post.text(), '🏅 2 personal records', 'Windy on the dyke')
    expect.contains('It shows when it started', post.text(bo.person), timeFor(bo.person, run.activity.start_date))
    expect.contains('It names the device, as Garmin requires', post.text(), 'Garmin Forerunner 265')
    expect.isTrue('It doesn’t show the heart rate, which Bo hides on Strava', !post.text().includes('bpm'), post.text())
    expect.contains(
      'It has a map of the route, also described in words',
      post.text(),
      'Route map without start and finish: ',
    )
    expect.equals('It pings nobody', post.pings(), [])
    const reads = strava.requests.slice(read).filter(({ kind }) => kind === 'read')
    const posts = discord.requests.slice(sent).filter(({ method }) => method === 'POST')
    expect.equals('It cost one read of Strava and one message', [reads.length, posts.length], [1, 1])
  },
}

const cleoOpensDetails: DemoStep = {
  title: 'Cleo opens the details of the run',
  async run({ cleo, printer, waitForReply, expect }) {
    printer.note('Cleo clicks Details.')
    const details = await waitForReply(cleo.clickButton(post, 'Details'))
    const text = details.text(cleo)
    expect.isTrue('Only Cleo sees them', details.ephemeralFor === cleo, text)
    expect.contains('The splits are a table', text, 'km   /km  ↗ m', '10  4:')
    expect.contains('It has the best efforts and the shoes', text, '10K 49:59 🥇 record', 'Gear: Invented Shoes')
    expect.isTrue('The heart rate, which Bo hides, isn’t there either', !text.includes('bpm'), text)
  },
}

const boRenamesRun: DemoStep = {
  title: 'Bo renames the run',
  async run(context) {
    await waitForPostEdit(context, post, () => run.rename('Ten flat, at last'))
    context.expect.contains('The same message has the new name', post.text(), 'Ten flat, at last')
    context.expect.equals('It has one map', post.attachments.length, 1)
    context.expect.equals('There is only one message', findPosts(run, context.channel).length, 1)
  },
}

/** Changes what maps show and waits until the existing message is edited. */
async function setMapPrivacy(context: StepContext, choice: string): Promise<void> {
  const { bo, channel, printer } = context
  const line = `/strava privacy map:${choice}`
  printer.command(bo.person, line)
  await waitForPostEdit(context, post, () => void bo.person.runCommand(channel, line))
}

const boHidesMap: DemoStep = {
  title: 'Bo turns maps off, then on with more hidden',
  async run(context) {
    await setMapPrivacy(context, 'none')
    context.expect.equals('The map is gone from the existing message', post.attachments.length, 0)
    await setMapPrivacy(context, '1600')
    context.expect.equals('It has a map again', post.attachments.length, 1)
  },
}

const boMakesRunPrivate: DemoStep = {
  title: 'Bo makes the run private',
  async run(context) {
    run.setVisibility('only_me')
    await waitForPostDeletion(context, post)
    context.expect.equals('It is gone from the channel', findPosts(run, context.channel).length, 0)
  },
}

const boMakesRunPublic: DemoStep = {
  title: 'Bo makes the run public again',
  async run(context) {
    run.setVisibility('everyone')
    post = await waitForPost(context, run, context.channel)
    context.expect.contains('It is back, with its current name', post.text(), 'Ten flat, at last')
    context.expect.equals('It is there once', findPosts(run, context.channel).length, 1)
  },
}

const boDeletesRun: DemoStep = {
  title: 'Bo deletes the run on Strava',
  async run(context) {
    run.delete()
    await waitForPostDeletion(context, post)
    context.expect.equals('It is gone from the channel too', findPosts(run, context.channel).length, 0)
  },
}

/** The lifecycle of one activity. Each step continues where the previous one ended. */
export const activityLifecycle: readonly DemoStep[] = [
  boFinishesRun,
  cleoOpensDetails,
  boRenamesRun,
  boHidesMap,
  boMakesRunPrivate,
  boMakesRunPublic,
  boDeletesRun,
]
