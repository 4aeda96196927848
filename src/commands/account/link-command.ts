import * as z from 'zod'
import { NO_GUILD, type Requester } from '../../core/requester.ts'
import { DISCONNECT_BUTTON, LEAVE_WAITING_LIST_BUTTON, textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import { AppError } from '../../errors.ts'
import type { RequesterProfile } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { STATE_TTL_SECONDS } from '../../redis/oauth-states.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { leaveWaitingList, waitingReply } from './waiting-list.ts'

/**
 * A personal link to connect a Strava account and share in a server, or a place on the waiting list. Throws `bad-input`
 * without a server.
 */
async function offerLink(requester: Requester, profile: RequesterProfile, context: JobContext): Promise<Reply> {
  const { userId, guildId, interactionId, locale } = requester
  if (guildId === NO_GUILD)
    throw new AppError('bad-input', 'a link was requested in no server', { userMessage: { key: 'link.inServer' } })
  const seat = await context.seats.request({ userId, guildId, locale }, { connects: false })
  if (seat.kind === 'waiting') return waitingReply(seat.place, context.seats.capacity)
  const { name: userName, username, channelUrl } = profile
  const [guild, linked] = await Promise.all([context.channels.guildProfile(guildId), context.links.find(userId)])
  const request = { userId, userName, username, guildId, guild, channelUrl, interactionId, locale }
  const state = await context.oauthStates.create(request)
  const until = { timestamp: Math.floor(context.now() / 1000) + STATE_TTL_SECONDS }
  const connect = { label: 'button.connect', url: context.connectUrl(state) } as const
  if (seat.kind === 'offered') {
    const heldUntil = { timestamp: Math.floor(seat.until / 1000) }
    return textReply({ key: 'waitingList.offered', values: { heldUntil, until } }, [connect, LEAVE_WAITING_LIST_BUTTON])
  }
  return textReply({ key: linked ? 'link.again' : 'link.offer', values: { until } }, [
    connect,
    ...(linked ? [DISCONNECT_BUTTON] : []),
  ])
}

export const linkCommand = defineCommand({
  name: 'strava link',
  description: 'command.link',
  ephemeral: true,
  // The reply is edited once the account is connected.
  keepsPendingReply: true,
  execute: ({ requester, profile }, context) => offerLink(requester, profile, context),
  components: {
    /** Direct messages belong to no server, so there the button names a server where the member shares. */
    connect: defineComponent({
      args: z.object({ guildId: snowflake.optional() }),
      respondWith: 'ephemeral',
      inPublicMessages: true,
      keepsPendingReply: true,
      execute: ({ requester, args, profile }, context) =>
        offerLink({ ...requester, guildId: args.guildId ?? requester.guildId }, profile, context),
    }),
    'waiting-list-leave': defineComponent({
      execute: ({ requester }, context) => leaveWaitingList(requester.userId, context),
    }),
  },
})
