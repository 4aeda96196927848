import * as z from 'zod'
import type { Requester } from '../../core/requester.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { hasKind } from '../../errors.ts'
import type { Message } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { removalTimeOf } from '../../jobs/membership/invalid-link.ts'
import { notifySharingStopped } from '../../jobs/membership/sharing-stopped.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineCommand, defineComponent, parseValue } from '../define-command.ts'
import { changeSharing } from '../preferences/sharing-changes.ts'
import { confirmStopReply, memberReply, membersButton, membersReply, notSharingReply } from './members-panel.ts'
import { findSharingMember, loadMembersPage, type SharingMember } from './sharing-members.ts'
import { accountsMessage, timestampOf, waitingMessages } from './waiting-people.ts'

/**
 * Asks a member privately to reconnect, once per invalid link. Returns `closed` if their direct messages are closed,
 * and `alive` if Strava accepts the link again.
 */
async function askToReconnect(
  { userId, link }: SharingMember,
  { guildId, locale }: { guildId: string; locale: string | undefined },
  context: JobContext,
): Promise<'asked' | 'closed' | 'alive'> {
  const { invalidSince, reconnectAskedAt } = link
  if (invalidSince === undefined) return 'alive'
  if (reconnectAskedAt !== undefined) return 'asked'
  const server = (await context.channels.guildProfile(guildId))?.name ?? ''
  const until = timestampOf(await removalTimeOf(invalidSince, context))
  const message = textReply({ key: 'members.reconnect', values: { server, until } }, [
    { label: 'button.reconnect', customId: toCustomId('connect', guildId) },
  ])
  try {
    const channelId = await context.channels.createDM(userId)
    await context.channels.sendMessage(
      channelId,
      message,
      messageNonce(userId, 'reconnect', invalidSince),
      link.locale ?? locale,
    )
  } catch (error) {
    if (!hasKind(error, 'discord-forbidden')) throw error
    return 'closed'
  }
  await context.links.markReconnectAsked(userId, context.now())
  context.log.info({ guildId }, 'an admin asked a member to reconnect')
  return 'asked'
}

async function showList({ guildId }: Requester, page: number, context: JobContext): Promise<Reply> {
  const [list, accounts, waiting] = await Promise.all([
    loadMembersPage(guildId, page, context),
    accountsMessage(context),
    waitingMessages(guildId, context),
  ])
  return membersReply(list, accounts, waiting)
}

interface MemberRequest {
  requester: Requester
  args: { page: number; userId: string }
}

/**
 * Runs `act` for a member who shares in the server. Everyone else gets the same answer, whether or not they are
 * connected.
 */
async function withSharingMember(
  { requester, args: { page, userId } }: MemberRequest,
  context: JobContext,
  act: (member: SharingMember) => Promise<Reply> | Reply,
): Promise<Reply> {
  const member = await findSharingMember(userId, requester.guildId, context)
  return member ? act(member) : notSharingReply(userId, page)
}

const RECONNECT_NOTES = {
  asked: undefined,
  closed: { key: 'members.closed' },
  alive: { key: 'members.alive' },
} as const satisfies Record<string, Message | undefined>

const ask = (request: MemberRequest, context: JobContext) =>
  withSharingMember(request, context, async (member) => {
    const { guildId, guildLocale: locale } = request.requester
    const result = await askToReconnect(member, { guildId, locale }, context)
    return withSharingMember(request, context, (now) => memberReply(now, request.args.page, RECONNECT_NOTES[result]))
  })

/** Ends a member's sharing in the server, as if they had chosen `off` themselves. */
const stop = (request: MemberRequest, context: JobContext) =>
  withSharingMember(request, context, async ({ userId, link }) => {
    const { guildId, guildLocale: locale, interactionId } = request.requester
    await context.queue.add(notifySharingStopped.request({ userId, guildId, interactionId, locale }))
    await changeSharing(link, { guildId, interactionId, isUndo: false }, { mode: 'off' }, context)
    context.log.info({ guildId }, 'an admin stopped showing a member')
    return textReply({ key: 'members.stopped', values: { member: { user: userId } } }, [
      membersButton(request.args.page),
    ])
  })

const pageSchema = z.coerce.number().int().min(1).max(100_000)
const memberSchema = z.object({ page: pageSchema, userId: snowflake })

/**
 * Who shares in the server, and who asked there and waits for a free seat. Nobody else is listed: admins aren't told
 * who else is connected.
 */
export const membersCommand = defineCommand({
  name: 'strava-admin members',
  description: 'command.members',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  execute: ({ requester }, context) => showList(requester, 1, context),
  components: {
    'members-page': defineComponent({
      args: z.object({ page: pageSchema }),
      execute: ({ requester, args: { page } }, context) => showList(requester, page, context),
    }),
    /** The member comes from the select or the button's `custom_id`. */
    'members-open': defineComponent({
      args: memberSchema.partial({ userId: true }),
      execute({ requester, args: { page, userId }, values: [chosen = userId] }, context) {
        const request = { requester, args: { page, userId: parseValue(snowflake, chosen) } }
        return withSharingMember(request, context, (member) => memberReply(member, page))
      },
    }),
    'members-ask': defineComponent({ args: memberSchema, execute: ask }),
    'members-stop': defineComponent({
      args: memberSchema,
      execute: (request, context) =>
        withSharingMember(request, context, (member) => confirmStopReply(member, request.args.page)),
    }),
    'members-stop-confirm': defineComponent({ args: memberSchema, execute: stop }),
  },
})
