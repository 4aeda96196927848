import { textReply } from '../../discord/components/text-reply.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { channel, required } from '../options.ts'
import { FEEDS_BUTTON } from './feed-buttons.ts'

/** Removes feeds of channels that are deleted or hidden from the bot. Discord doesn't offer these as an option. */
const removeGone = defineComponent({
  async execute({ requester: { guildId } }, { feeds, channels }) {
    let count = 0
    for (const { channelId } of await feeds.list(guildId)) {
      const access = await channels.checkAccess(guildId, channelId)
      if (access.kind === 'no-channel' && (await feeds.remove(guildId, channelId))) count += 1
    }
    return textReply(count > 0 ? { key: 'feed.cleared', values: { count } } : { key: 'feed.nothingCleared' })
  },
})

export const feedRemoveCommand = defineCommand({
  name: 'strava-admin feed remove',
  description: 'command.feedRemove',
  options: { channel: required(channel('command.feedRemove_channel')) },
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  async execute({ requester: { guildId }, options }, { feeds }) {
    const existed = await feeds.remove(guildId, options.channel)
    const key = existed ? 'feed.removed' : 'feed.notThere'
    return textReply({ key, values: { channel: { channel: options.channel } } }, existed ? [] : [FEEDS_BUTTON])
  },
  components: { 'feed-remove-gone': removeGone },
})
