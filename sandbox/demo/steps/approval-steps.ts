import { activityFixtures } from '../../strava/index.ts'
import { type DemoStep, REPLY_TIMEOUT_MS } from '../step-context.ts'
import { findPosts, waitForPost } from '../wait-for-post.ts'

export const anaApprovesPost: DemoStep = {
  title: 'Ana chooses to be asked before anything is posted',
  async run(context) {
    const { ana, channel, discord, printer, runCommand, expect, waitForReply } = context
    const { person, athlete } = ana
    await runCommand(person, '/strava share mode:ask')
    printer.note('Ana finishes a run.')
    const run = athlete.createActivity({ ...activityFixtures.run, name: 'Around the block' })
    const isAsked = () => person.directMessages().length > 0
    await printer.withProgress(
      'waiting for the question',
      discord.waitForRequest(isAsked, 'a private message', REPLY_TIMEOUT_MS),
    )
    const [question] = person.directMessages()
    if (question === undefined) return
    printer.message(question, person)
    expect.contains('She gets the finished post privately', question.text(person), 'Around the block', 'Post this in')
    expect.equals('Nothing is in the channel', findPosts(run, channel).length, 0)

    printer.note('Ana clicks “Post it”.')
    const done = await waitForReply(person.clickButton(question, 'Post it'))
    expect.contains('The question is answered', done.text(person), `Posted in #${channel.name}`)
    const post = await waitForPost(context, run, channel)
    expect.contains('The run is in the channel', post.text(), 'Around the block', '@Ana')
  },
}
