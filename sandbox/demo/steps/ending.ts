import type { Step } from '../scene.ts'

export const lookBack: Step = {
  title: 'What is left, and whether all of it was proper',
  async play({ channel, discord, strava, tell, expect }) {
    const texts = channel.messages().map((message) => message.text())
    const titles = texts.map((text) => text.split('\n')[0] ?? '')
    tell.shows(`#${channel.name}, as somebody who comes now sees it, the first line of each message`, titles.join('\n'))
    const meant = titles.every((title) => title.includes('Latest activities of'))
    expect.that('Nothing but what was meant for everyone stands in the channel', meant, titles)
    expect.that('Nothing in it is for followers only', !texts.some((text) => text.includes('Among friends')), texts)
    expect.equals('The bot sent nothing that Discord would refuse', discord.complaints, [])
    expect.equals('The bot sent nothing that Strava would refuse', strava.complaints, [])
  },
}
