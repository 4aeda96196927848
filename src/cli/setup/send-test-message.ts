import { randomUUID } from 'node:crypto'
import { type ChannelAccess, mayWrite } from '../../core/channel-access.ts'
import { createChannels } from '../../discord/channels.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import type { BotGuild } from '../../discord/list-guilds.ts'
import { listTextChannels, readGuildLocale, type TextChannel } from '../../discord/text-channels.ts'
import { permissionName } from '../../i18n/feed-texts.ts'
import type { AcceptedBot } from './ask-discord-token.ts'
import type { SetupContext } from './setup-context.ts'

/** Why the bot can't post in a channel, and what to do. */
export function describeAccess(access: Exclude<ChannelAccess, { kind: 'allowed' }>, channel: string): string {
  switch (access.kind) {
    case 'no-channel':
      return `The bot doesn't see ${channel}. Let its role see it: Edit Channel → Permissions → View Channel.`
    case 'missing-permissions':
      return `In ${channel}, the bot is missing: ${access.names.map(permissionName).join(', ')}. Give them to its role: Edit Channel → Permissions.`
    case 'timed-out':
      return 'The bot is timed out in this server. A moderator can remove the timeout.'
    case 'no-tag':
    case 'wrong-type':
      return `${channel} can't have the test message. Choose a text channel.`
  }
}

const NONE = 'none'

const NEXT = [
  { value: 'again', label: 'Check again' },
  { value: 'change', label: 'Choose another channel' },
  { value: 'skip', label: 'Continue, and fix it later' },
] as const

async function chooseChannel(
  { questions }: SetupContext,
  channels: readonly TextChannel[],
  givenId: string | undefined,
): Promise<TextChannel | undefined> {
  if (givenId !== undefined) return channels.find(({ id }) => id === givenId) ?? { id: givenId, name: givenId }
  const chosen = await questions?.choose({
    message: 'Where should the bot send a test message?',
    choices: [...channels.map(({ id, name }) => ({ value: id, label: `#${name}` })), { value: NONE, label: 'Nowhere' }],
  })
  return channels.find(({ id }) => id === chosen)
}

/** Sends a message to a channel of the server, to see that the bot can post there. */
export async function sendTestMessage(
  context: SetupContext,
  {
    rest,
    guild,
    channelId,
    commandIds,
  }: Pick<AcceptedBot, 'rest'> & {
    guild: BotGuild
    /** Chosen with a flag. */
    channelId: string | undefined
    commandIds: () => Promise<Readonly<Record<string, string>>>
  },
): Promise<void> {
  const { screen, questions, leftToDo, now } = context
  const channels = createChannels({ rest, commandIds, now })
  const listed = await listTextChannels(rest, guild.id, now)
  let givenId = channelId
  let channel: TextChannel | undefined
  for (;;) {
    channel ??= await chooseChannel(context, listed, givenId)
    if (!channel) return
    givenId = undefined
    const access = await channels.checkAccess(guild.id, channel.id)
    if (mayWrite(access)) {
      const locale = await readGuildLocale(rest, guild.id, now)
      await channels.sendMessage(channel.id, textReply({ key: 'setup.testMessage' }), randomUUID().slice(0, 25), locale)
      screen.success(`A test message is in #${channel.name}.`)
    }
    if (access.kind === 'allowed') return
    const sentence = describeAccess(access, `#${channel.name}`)
    screen.error(sentence)
    const next = questions ? await questions.choose({ message: 'What now?', choices: NEXT }) : 'skip'
    if (next === 'change') channel = undefined
    if (next === 'skip') {
      leftToDo.push(sentence)
      return
    }
  }
}
