import { type ActivityHandle, activityFixtures } from '../../strava/index.ts'
import type { DemoStep } from '../step-context.ts'
import { findPosts, waitForPost, waitForPostDeletion } from '../wait-for-post.ts'

let ride: ActivityHandle

const bothServers: DemoStep = {
  title: 'Bo shares in a second server too',
  async run(context) {
    const { bo, cleo, channel, otherChannel, strava, printer, runCommand, expect } = context
    await runCommand(cleo, `/strava-admin feed add channel:#${otherChannel.name}`, otherChannel)
    const choice = await runCommand(bo.person, '/strava share mode:auto', otherChannel)
    expect.isTrue('His choice is for this server', choice.ephemeralFor === bo.person, choice.text(bo.person))
    const before = strava.requests.length
    printer.note('Bo finishes a ride.')
    ride = bo.athlete.createActivity({ ...activityFixtures.gravel, name: 'Dust, dogs and a bakery' })
    const posts = [await waitForPost(context, ride, channel), await waitForPost(context, ride, otherChannel)]
    const servers = posts.map((post) => post.channel.guild?.name)
    expect.equals('It is posted in both', servers, ['Invented Wheelers', 'Sunday Strollers'])
    const reads = strava.requests.slice(before).filter(({ kind }) => kind === 'read')
    expect.equals('It cost one read of Strava', reads.length, 1)
  },
}

const botRestarts: DemoStep = {
  title: 'The bot is offline for a while',
  async run(context) {
    const { bo, channel, otherChannel, strava, bot, printer, expect } = context
    printer.note('The bot is stopped.')
    expect.equals('It stopped cleanly', await bot.stop(), '0')
    strava.dropEvents()
    printer.note('Bo deletes the ride and finishes a swim. Strava sends each event three times, and then gives up.')
    const old = [channel, otherChannel].flatMap((one) => findPosts(ride, one))
    ride.delete()
    const swim = bo.athlete.createActivity({ ...activityFixtures.swim, name: 'While nobody listened' })
    strava.deliverEvents()
    const heard = strava.events.length
    printer.note('The bot is started again.')
    await bot.start()
    const posts = [await waitForPost(context, swim, channel), await waitForPost(context, swim, otherChannel)]
    await Promise.all(old.map((message) => waitForPostDeletion(context, message)))
    expect.equals('The swim is found, and posted in both servers', posts.length, 2)
    expect.equals(
      'The ride is gone from both',
      old.map(({ deleted }) => deleted),
      [true, true],
    )
    expect.equals('Strava sent no event for it', strava.events.length, heard)
  },
}

/** Two servers, and a period without the bot. */
export const twoServers: readonly DemoStep[] = [bothServers, botRestarts]
