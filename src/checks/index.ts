import { type DiscordTokenFinding, discordTokenSentences } from './discord-token.ts'
import { type StravaApplicationFinding, stravaApplicationSentences } from './strava-application.ts'

export type AnyFinding = DiscordTokenFinding | StravaApplicationFinding

const SENTENCES: Record<AnyFinding['kind'], (finding: never) => string> = {
  ...discordTokenSentences,
  ...stravaApplicationSentences,
}

/** What is wrong and what to do, in one or two sentences for the operator. */
export const describeFinding = (finding: AnyFinding): string => SENTENCES[finding.kind](finding as never)
