import { NO_GUILD, type Requester } from '../../core/requester.ts'
import { isDefaultUnits } from '../../core/units.ts'
import type { Message, MessageValue } from '../../i18n/message.ts'
import { MODE_LABELS, sharingMessage } from '../../i18n/sharing-texts.ts'
import { unitsMessage } from '../../i18n/unit-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { storedSummary } from '../../jobs/membership/stored-kinds-texts.ts'
import type { Link } from '../../redis/links.ts'
import { listSharedServers } from './shared-servers.ts'

/** The share preference for this server; in direct messages, for each server. */
async function sharedMessage({ userId, guildId }: Requester, context: JobContext): Promise<Message> {
  if (guildId !== NO_GUILD) {
    const sharing = sharingMessage(await context.sharePreferences.find(userId, guildId))
    return { key: 'privacy.here', values: { sharing } }
  }
  const servers = await listSharedServers(userId, context)
  if (servers.length === 0) return { key: 'settings.sharingNowhere' }
  const list = servers.map(
    ({ name, preference }): Message => ({
      key: 'privacy.there',
      values: { server: name, sharing: { key: MODE_LABELS[preference.mode] } },
    }),
  )
  return { key: 'settings.list', values: { list: { list, as: 'lines' } } }
}

/**
 * What is stored without a connected account: settings, a place on the waiting list, and the feeds that they set up as
 * an admin.
 */
export async function storedWithoutLink({ userId }: Requester, context: JobContext): Promise<Message[]> {
  const [units, isPrivate, isWaiting, feeds] = await Promise.all([
    context.units.of(userId),
    context.replyPreferences.isPrivate(userId),
    context.seats.isWaiting(userId),
    context.feeds.setUpBy(userId),
  ])
  const settings: MessageValue[] = [
    ...(isDefaultUnits(units) ? [] : [unitsMessage(units)]),
    ...(isPrivate ? [{ key: 'settings.answersOnlyMe' } as const] : []),
  ]
  return [
    ...(settings.length === 0
      ? []
      : [{ key: 'privacy.storedSettings', values: { settings: { list: settings, as: 'row' } } } as const]),
    ...(isWaiting ? [{ key: 'privacy.storedPlace' } as const] : []),
    ...(feeds.length === 0 ? [] : [{ key: 'privacy.storedFeeds' } as const]),
  ]
}

async function unlinkedMessage(requester: Requester, context: JobContext): Promise<Message> {
  const list = await storedWithoutLink(requester, context)
  if (list.length === 0) return { key: 'privacy.unlinked' }
  return { key: 'privacy.unlinkedStored', values: { items: { list, as: 'lines' } } }
}

/** The text about what is stored and shown about the requester. */
export async function storedDataMessage(
  requester: Requester,
  link: Link | undefined,
  context: JobContext,
): Promise<Message> {
  if (!link) return unlinkedMessage(requester, context)
  return {
    key: 'privacy.linked',
    values: {
      athlete: link.athleteName,
      since: { timestamp: Math.floor(link.linkedAt / 1000) },
      servers: await sharedMessage(requester, context),
      stored: { list: storedSummary(), as: 'lines' },
    },
  }
}
