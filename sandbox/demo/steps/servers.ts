import { type ActivityHandle, activities } from '../../strava/index.ts'
import { appears, postsOf, vanishes } from '../find-posts.ts'
import type { Step } from '../scene.ts'

let ride: ActivityHandle

const bothServers: Step = {
  title: 'Bo is in a second server too, and shares there as well',
  async play(scene) {
    const { bo, cleo, channel, elsewhere, strava, tell, asks, expect } = scene
    await asks(cleo, `/strava-admin feed add channel:#${elsewhere.name}`, elsewhere)
    const choice = await asks(bo.person, '/strava share mode:auto', elsewhere)
    expect.that('His choice is for this server', choice.ephemeralFor === bo.person, choice.text(bo.person))
    const before = strava.requests.length
    tell.says('Bo finishes a ride.')
    ride = bo.athlete.finishes({ ...activities.gravel, name: 'Dust, dogs and a bakery' })
    const posts = [await appears(scene, ride, channel), await appears(scene, ride, elsewhere)]
    const servers = posts.map((post) => post.channel.guild?.name)
    expect.equals('It appears in both', servers, ['Invented Wheelers', 'Sunday Strollers'])
    const reads = strava.requests.slice(before).filter(({ kind }) => kind === 'read')
    expect.equals('It took one read of Strava', reads.length, 1)
  },
}

const awayAndBack: Step = {
  title: 'The bot is away for a while',
  async play(scene) {
    const { bo, channel, elsewhere, strava, bot, tell, expect } = scene
    tell.says('The bot is stopped.')
    expect.equals('It stopped in order', await bot.goesAway(), '0')
    strava.losesEvents()
    tell.says(
      'Bo deletes the ride and finishes a swim. Strava tells the bot three times each, in vain, and never again.',
    )
    const old = [channel, elsewhere].flatMap((one) => postsOf(ride, one))
    ride.delete()
    const swim = bo.athlete.finishes({ ...activities.swim, name: 'While nobody listened' })
    strava.deliversEvents()
    const heard = strava.events.length
    tell.says('The bot is started again.')
    await bot.comesBack()
    const posts = [await appears(scene, swim, channel), await appears(scene, swim, elsewhere)]
    await Promise.all(old.map((message) => vanishes(scene, message)))
    expect.equals('The swim was found, and appears in both servers', posts.length, 2)
    expect.equals(
      'The ride is gone from both',
      old.map(({ deleted }) => deleted),
      [true, true],
    )
    expect.equals('Strava did not tell the bot of it', strava.events.length, heard)
  },
}

/** Two servers, and a time without the bot. */
export const twoServers: readonly Step[] = [bothServers, awayAndBack]
