import { clockSentences } from './clock.ts'
import { connectedAccountsSentences } from './connected-accounts.ts'
import { discordCommandsSentences } from './discord-commands.ts'
import { discordTokenSentences } from './discord-token.ts'
import { feedChannelSentences } from './feed-channels.ts'
import { freeSeatsSentences } from './free-seats.ts'
import { guildAllowListSentences } from './guild-allow-list.ts'
import { publicUrlSentences } from './public-url.ts'
import { pushSubscriptionSentences } from './push-subscription.ts'
import { queuesSentences } from './queues.ts'
import { readableDataSentences } from './readable-data.ts'
import { redisServerSentences } from './redis-server.ts'
import { runningProcessSentences } from './running-process.ts'
import { stravaApplicationSentences } from './strava-application.ts'
import { stravaCallsSentences } from './strava-calls.ts'

/** By the kind of finding. */
const SENTENCES = {
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

type Sentences = typeof SENTENCES

/** Whatever a check finds. */
export type AnyFinding = { [Kind in keyof Sentences]: Parameters<Sentences[Kind]>[0] }[keyof Sentences]

/** What is wrong and what to do, in one or two sentences for the operator. */
export const describeFinding = (finding: AnyFinding): string =>
  (SENTENCES[finding.kind] as (finding: AnyFinding) => string)(finding)
