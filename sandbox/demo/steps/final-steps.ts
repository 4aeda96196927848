import type { Channel } from '../../discord/index.ts'
import type { DemoStep, StepContext } from '../step-context.ts'
import { activityUrl } from '../wait-for-post.ts'

const isAnswer = (text: string) => text.includes('Latest activities of')
const textsIn = (channel: Channel) => channel.messages().map((message) => message.text())

/** The posts in a channel: expected title and URL. */
const postsIn = (channel: Channel) =>
  channel
    .messages()
    .filter((message) => !isAnswer(message.text()))
    .map((message) => ({ text: message.text(), urls: [...new Set(message.links().map(({ url }) => url))] }))

function checkPosts({ bo, expect }: StepContext, channel: Channel) {
  const [swim] = bo.athlete.activities()
  const posts = postsIn(channel)
  const wanted = swim ? [[activityUrl(swim)]] : []
  expect.equals(
    `In #${channel.name} everything that is left of the demo is there once`,
    posts.map(({ urls }) => urls),
    wanted,
  )
  expect.contains('It shows what Strava shows', posts[0]?.text ?? '', swim?.name ?? '', '@Bo')
}

export const checkFinalState: DemoStep = {
  title: 'What is left, and whether every request was valid',
  async run(context) {
    const { channel, otherChannel, discord, strava, printer, expect } = context
    for (const one of [channel, otherChannel]) {
      const titles = textsIn(one).map((text) => text.split('\n')[0] ?? '')
      printer.block(
        `#${one.name}, as somebody who comes now sees it, the first line of each message`,
        titles.join('\n'),
      )
    }
    checkPosts(context, channel)
    checkPosts(context, otherChannel)
    const texts = [...textsIn(channel), ...textsIn(otherChannel)]
    expect.isTrue('Nothing is left of Ana, who disconnected', !texts.some((text) => text.includes('@Ana')), texts)
    expect.isTrue('Nothing followers-only is in it', !texts.some((text) => text.includes('Among friends')), texts)
    expect.equals('Discord would accept everything that the bot sent', discord.complaints, [])
    expect.equals('Strava would accept everything that the bot sent', strava.complaints, [])
  },
}
