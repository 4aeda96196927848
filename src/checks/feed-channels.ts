import type { ChannelAccess } from '../core/channel-access.ts'
import { mayPost } from '../core/channel-access.ts'
import type { Feed } from '../core/feed.ts'
import { channelUrl } from '../discord/discord-url.ts'
import type { Finding, FindingSentences } from './finding.ts'

const KINDS = {
  // The bot has every permission, but Discord still rejected a post.
  allowed: 'feed-paused',
  'no-channel': 'channel-gone',
  'missing-permissions': 'channel-permissions',
  'timed-out': 'bot-timed-out',
  'no-tag': 'forum-without-tag',
  'wrong-type': 'channel-type',
} as const satisfies Record<ChannelAccess['kind'], string>

/** Why the bot can't post in a feed's channel. */
interface FeedChannelFinding extends Finding {
  check: 'feed-channel'
  kind: (typeof KINDS)[ChannelAccess['kind']]
  guildId: string
  channelId: string
  pauseReason: Feed['pauseReason']
  access: ChannelAccess
}

/** Asks Discord about each channel now, instead of trusting the last attempt to post. */
export async function checkFeedChannels({
  feeds,
  checkAccess,
}: {
  /** The feeds of one server. */
  feeds: readonly Pick<Feed, 'guildId' | 'channelId' | 'pauseReason'>[]
  checkAccess: (channelId: string) => Promise<ChannelAccess>
}): Promise<FeedChannelFinding[]> {
  const findings: FeedChannelFinding[] = []
  for (const { guildId, channelId, pauseReason } of feeds) {
    const access = await checkAccess(channelId)
    if (access.kind === 'allowed' && pauseReason === undefined) continue
    const severity = mayPost(access) && pauseReason === undefined ? 'warning' : 'error'
    findings.push({
      check: 'feed-channel',
      severity,
      kind: KINDS[access.kind],
      guildId,
      channelId,
      pauseReason,
      access,
    })
  }
  return findings
}

const toWords = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')

/** A link that opens the channel. */
const link = ({ guildId, channelId }: FeedChannelFinding) => channelUrl(guildId, channelId)

export const feedChannelSentences: FindingSentences<FeedChannelFinding> = {
  'feed-paused': (finding) =>
    `The feed in ${link(finding)} is paused: Discord rejected a post. The bot tries again on its own; the log says why.`,
  'channel-gone': (finding) =>
    `The bot can't see the channel of a feed: ${link(finding)}. Give it View Channel there, or remove the feed with /strava-admin feed remove.`,
  'channel-permissions': (finding) => {
    const names = finding.access.kind === 'missing-permissions' ? finding.access.names : []
    return `The bot is missing permissions in ${link(finding)}. Give its role ${names.map(toWords).join(', ')} there.`
  },
  'bot-timed-out': (finding) =>
    `The bot is timed out in the server of ${link(finding)}, so it can't post. An admin can remove the timeout.`,
  'forum-without-tag': (finding) =>
    `The forum ${link(finding)} requires a tag, but has none that the bot may use. Add one that isn't for moderators alone.`,
  'channel-type': (finding) =>
    `${link(finding)} is no longer a channel that holds messages. Remove its feed with /strava-admin feed remove.`,
}
