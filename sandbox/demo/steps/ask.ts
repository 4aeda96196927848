import { activities } from '../../strava/index.ts'
import { appears, postsOf } from '../find-posts.ts'
import { PATIENCE, type Step } from '../scene.ts'

export const anaIsAsked: Step = {
  title: 'Ana wants to be asked before anything of hers appears',
  async play(scene) {
    const { ana, channel, discord, tell, asks, expect, answered } = scene
    const { person, athlete } = ana
    await asks(person, '/strava share mode:ask')
    tell.says('Ana finishes a run.')
    const run = athlete.finishes({ ...activities.run, name: 'Around the block' })
    const isAsked = () => person.directMessages().length > 0
    await tell.during('waiting for the question', discord.waitFor(isAsked, 'a private message', PATIENCE))
    const [question] = person.directMessages()
    if (question === undefined) return
    tell.message(question, person)
    expect.reads('She gets the finished card privately', question.text(person), 'Around the block', 'Post this in')
    expect.equals('Nothing stands in the channel', postsOf(run, channel).length, 0)

    tell.says('Ana presses “Post it”.')
    const done = await answered(person.presses(question, 'Post it'))
    expect.reads('The question is settled', done.text(person), `Posting in #${channel.name}`)
    const post = await appears(scene, run, channel)
    expect.reads('The run is in the channel', post.text(), 'Around the block', '@Ana')
  },
}
