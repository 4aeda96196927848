import type { Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { Json } from '../../../sandbox/discord/index.ts'
import { galleryComponents } from './gallery-message.ts'
import { picture, startScriptedBot } from './scripted-bot.ts'
import { type MemberName, usePlayground } from './use-playground.ts'

const IS_COMPONENTS_V2 = 1 << 15
const IS_EPHEMERAL = 1 << 6

/** A message with a single text. */
export const line = (content: string): Json => ({ flags: IS_COMPONENTS_V2, components: [{ type: 10, content }] })

/** A message with a button labelled `Button of …`. */
export const withButton = (content: string): Json => ({
  flags: IS_COMPONENTS_V2,
  components: [
    { type: 10, content },
    { type: 1, components: [{ type: 2, style: 1, label: `Button of ${content}`, custom_id: 'go' }] },
  ],
})

/** An ephemeral response to an interaction. */
export const privately = (content: string): Json => ({
  type: 4,
  data: { content, flags: IS_EPHEMERAL, allowed_mentions: { parse: [] } },
})

const FILES = {
  '1.png': picture('#8fb8a4'),
  '2.png': picture('#d9480f'),
  '3.png': picture('#1c4f8c'),
  '4.png': picture('#5f3dc4'),
  'notes.txt': new Blob(['x'.repeat(2700)]),
}

/** The playground, with a scripted bot in #activities. */
export function useChat() {
  const playground = usePlayground({ isScripted: true })
  let bot: Awaited<ReturnType<typeof startScriptedBot>> | undefined
  const scripted = () => {
    if (!bot) throw new Error('the bot is started before the tests of a file')
    return bot
  }
  beforeAll(async () => {
    const { discord, activities } = playground.environment
    bot = await startScriptedBot(discord, activities)
  })
  afterAll(() => bot?.close())

  return {
    get bot() {
      return scripted()
    },
    get members() {
      return playground.environment.members
    },
    get activities() {
      return playground.environment.activities
    },
    /** The page as this member sees it. */
    openAs: (who: MemberName, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> =>
      playground.openPage({ who, colorScheme }),
    /** Posts a message with every component. */
    postGallery(): Promise<string> {
      const { members, activities, discord, wheelers } = playground.environment
      const attachments = Object.keys(FILES).map((filename, id) => ({ id, filename }))
      const mentioned = {
        personId: members.joost.person.id,
        channelId: activities.id,
        commandId: discord.commands()[0]?.id ?? '',
        roleId: wheelers.roles()[1]?.id ?? '',
        unix: Math.floor(Date.now() / 1000) - 100,
      }
      return scripted().post({ flags: IS_COMPONENTS_V2, attachments, components: galleryComponents(mentioned) }, FILES)
    },
  }
}
