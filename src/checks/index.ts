import { type ClockFinding, clockSentences } from './clock.ts'
import { type ConnectedAccountsFinding, connectedAccountsSentences } from './connected-accounts.ts'
import { type DiscordCommandsFinding, discordCommandsSentences } from './discord-commands.ts'
import { type DiscordTokenFinding, discordTokenSentences } from './discord-token.ts'
import { type FeedChannelFinding, feedChannelSentences } from './feed-channels.ts'
import { type FreeSeatsFinding, freeSeatsSentences } from './free-seats.ts'
import { type GuildAllowListFinding, guildAllowListSentences } from './guild-allow-list.ts'
import { type PublicUrlFinding, publicUrlSentences } from './public-url.ts'
import { type PushSubscriptionFinding, pushSubscriptionSentences } from './push-subscription.ts'
import { type QueuesFinding, queuesSentences } from './queues.ts'
import { type ReadableDataFinding, readableDataSentences } from './readable-data.ts'
import { type RedisServerFinding, redisServerSentences } from './redis-server.ts'
import { type RunningProcessFinding, runningProcessSentences } from './running-process.ts'
import { type StravaApplicationFinding, stravaApplicationSentences } from './strava-application.ts'
import { type StravaCallsFinding, stravaCallsSentences } from './strava-calls.ts'

export type AnyFinding =
  | ClockFinding
  | ConnectedAccountsFinding
  | DiscordTokenFinding
  | FeedChannelFinding
  | FreeSeatsFinding
  | GuildAllowListFinding
  | DiscordCommandsFinding
  | PublicUrlFinding
  | PushSubscriptionFinding
  | QueuesFinding
  | ReadableDataFinding
  | RedisServerFinding
  | RunningProcessFinding
  | StravaApplicationFinding
  | StravaCallsFinding

const SENTENCES: Record<AnyFinding['kind'], (finding: never) => string> = {
  ...clockSentences,
  ...connectedAccountsSentences,
  ...discordTokenSentences,
  ...feedChannelSentences,
  ...freeSeatsSentences,
  ...guildAllowListSentences,
  ...discordCommandsSentences,
  ...publicUrlSentences,
  ...pushSubscriptionSentences,
  ...queuesSentences,
  ...readableDataSentences,
  ...redisServerSentences,
  ...runningProcessSentences,
  ...stravaApplicationSentences,
  ...stravaCallsSentences,
}

/** What is wrong and what to do, in one or two sentences for the operator. */
export const describeFinding = (finding: AnyFinding): string => SENTENCES[finding.kind](finding as never)
