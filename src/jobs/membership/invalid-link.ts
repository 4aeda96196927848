import * as z from 'zod'
import { textReply } from '../../discord/components/text-reply.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { type AppError, hasKind, isPermanent } from '../../errors.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import type { Link } from '../../redis/links.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'

/**
 * Whether Strava refuses a link, or no longer lets the bot read activities: only the member can change that, by
 * connecting again.
 */
export const isInvalidLinkError = (error: unknown): error is AppError =>
  hasKind(error, 'authorization-revoked', 'scope-missing')

/** A link that Strava refuses for longer than this was revoked there, and the event was lost. Milliseconds. */
const INVALID_LINK_TTL_MS = 24 * 3600_000

/** The refresh tokens of a backup are often too old, which says nothing about the grant. Milliseconds. */
const RESTORED_LINK_TTL_MS = 7 * 24 * 3600_000

/** When a member whose link Strava refuses is removed, unless they connect again. Epoch milliseconds. */
export async function removalTimeOf(
  invalidSince: number,
  context: Pick<JobContext, 'readRestoredAt'>,
): Promise<number> {
  const restoredAt = await context.readRestoredAt()
  const afterRestore = restoredAt === undefined ? 0 : restoredAt + RESTORED_LINK_TTL_MS
  return Math.max(invalidSince + INVALID_LINK_TTL_MS, afterRestore)
}

/** Records that Strava refuses a link and notifies the member. Returns when that began, in epoch milliseconds. */
export async function handleInvalidLink(
  { userId, athleteId }: Pick<Link, 'userId' | 'athleteId'>,
  context: JobContext,
) {
  const since = await context.links.markInvalid(userId, context.now())
  await context.queue.add(notifyInvalidLink.request({ athleteId }))
  return since
}

/** A server where the member can connect again, and the language used there, as far as known. */
async function homeOf(userId: string, context: JobContext): Promise<{ guildId?: string; locale?: string | undefined }> {
  const shares = await context.sharePreferences.all(userId)
  const [first] = [...shares].sort(([, a], [, b]) => Number(a.mode === 'off') - Number(b.mode === 'off'))
  if (!first) return {}
  const [guildId] = first
  const feeds = await context.feeds.list(guildId)
  return { guildId, locale: feeds.find(({ locale }) => locale)?.locale }
}

/**
 * Tells a member once that Strava refuses their link, and until when they can reconnect. Members with closed direct
 * messages see this in the reply to their next command.
 */
export const notifyInvalidLink = defineBackgroundJob({
  name: 'notify-invalid-link',
  payload: z.object({ athleteId: z.string() }),
  id: ({ athleteId }) => athleteId,
  deduplication: 'while-pending',
  attempts: 8,
  async execute({ athleteId }, context) {
    const userId = await context.links.ownerOf(athleteId)
    const link = userId === undefined ? undefined : await context.links.find(userId)
    if (link?.invalidSince === undefined || link.invalidNotifiedAt !== undefined) return
    const { guildId, locale } = await homeOf(link.userId, context)
    const until = Math.floor((await removalTimeOf(link.invalidSince, context)) / 1000)
    const buttons: ReplyButton[] = guildId
      ? [{ label: 'button.reconnect', customId: toCustomId('connect', guildId) }]
      : []
    const nonce = messageNonce('invalid-link', link.userId, link.invalidSince)
    try {
      const channelId = await context.channels.createDM(link.userId)
      await context.channels.sendMessage(
        channelId,
        textReply({ key: 'link.invalid', values: { until: { timestamp: until } } }, buttons),
        nonce,
        link.locale ?? locale,
      )
      context.log.info('told a member to connect again')
    } catch (error) {
      if (!isPermanent(error)) throw error
      context.log.info({ err: error }, 'could not tell a member to connect again')
    }
    await context.links.markInvalidNotified(link.userId, context.now())
  },
})
