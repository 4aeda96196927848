import type { ProgramLine } from './program-log.ts'
import { errorOf } from './trace-draft.ts'

/** Explanations of the reasons in the program's log, for people who don't know the program. */
const REASONS: Readonly<Record<string, string>> = {
  'deleted on Strava or visible only to the athlete': 'It was deleted on Strava, or only its athlete can see it there.',
  'visible to the athlete only': 'Only its athlete can see it on Strava. The bot never posts such activities.',
  'visibility unknown': 'Strava didn’t say who can see it. The bot never posts such activities.',
  'visible to followers only': 'Only followers can see it on Strava, and the member hasn’t allowed such posts.',
  'flagged on Strava': 'It was flagged on Strava.',
  'muted by the athlete': 'Its athlete muted it on Strava, and hasn’t allowed such posts.',
  'deletion was interrupted': 'Deleting its message was interrupted, and the bot continues.',
  'the post was deleted in Discord': 'Someone deleted its message in Discord. It stays deleted.',
  'removed with the command': 'Someone removed the post with the bot’s command.',
  'the member skipped it': 'The member was asked, and chose not to post it.',
  'no answer within a day': 'The member was asked, and didn’t answer within a day.',
  'filtered out by the feed': 'The feed’s settings leave it out: its sports, its minimums, or indoor activities.',
  'the feed is paused': 'The bot may not post in this channel, so the feed is paused.',
  'an admin paused the feed': 'An admin paused the feed.',
  'over the daily limit': 'The member has reached the feed’s daily limit.',
  unchanged: 'Its message is already up to date.',
  'changed on Strava': 'It was changed on Strava.',
  'the member hides more of the map or photos': 'The member now hides more of the map or the photos.',
  'the member no longer shares here': 'The member no longer shares in this server. Older posts stay.',
  'posting was interrupted': 'Posting it was interrupted, and the bot continues.',
  'no longer shared': 'The member stopped sharing in this server.',
  'the member does not share here': 'The member doesn’t share in this server.',
  'the member said yes': 'The member said yes.',
  'the member was asked': 'The member has been asked, and hasn’t answered yet.',
  'too old to repost': 'It ended more than seven days ago.',
  'visible again': 'It can be seen on Strava again.',
  'visible again, and the member wants to be asked':
    'It can be seen on Strava again, and the member wants to be asked.',
  'ended before linking, sharing or the feed, or over two days ago':
    'It ended before the member connected or chose to share, before the feed was added, or over two days ago.',
  new: 'It is a new activity, and the member posts automatically.',
  'new, and the member wants to be asked': 'It is a new activity, and the member wants to be asked first.',
  'the member is not in the server': 'The member isn’t in the server.',
  'missing permissions in the channel': 'The bot is missing permissions in the channel.',
  'the channel is gone or hidden': 'The channel was deleted, or the bot can’t see it.',
  'the channel takes no messages': 'Nobody can write in a channel of this kind.',
  'the forum requires a tag, and has none that the bot may apply': 'The forum requires a tag that the bot can’t apply.',
  'the server has as many threads as it can have': 'The server can’t have any more threads.',
  'Discord refuses the message': 'Discord refused the message.',
  'no feed in a server in which the member chose': 'No server where the member shares has a feed.',
  'the athlete is not linked': 'The athlete isn’t connected to the bot.',
  'the requester has no link': 'The person who asked hasn’t connected Strava.',
  'not-linked': 'The person who asked hasn’t connected Strava.',
  'the circuit breaker is open until the next probe': 'Strava is down. The bot sends no requests until its next check',
}

/** A logged reason as a sentence; unknown reasons are returned unchanged. */
export const explain = (reason: string): string => REASONS[reason] ?? reason

/** Why a job failed. */
export function explainError(line: ProgramLine): string | undefined {
  const error = errorOf(line)
  const status = /^GET \S+: (\d{3})\b/.exec(error ?? '')?.[1]
  return status ? `Strava answered with an error (${status})` : error && explain(error)
}

/** Descriptions of background jobs. */
const JOBS: Readonly<Record<string, string>> = {
  'sync-activity': 'brings the posts of an activity up to date',
  'recheck-activity': 'checks an activity again',
  'withdraw-activity': 'withdraws the posts of an activity',
  'confirm-link': 'tells the member that they are connected',
  'offer-seats': 'offers free seats to the waiting list',
  'revoke-authorization': 'revokes its access to a Strava account',
  'verify-authorization': 'checks whether a member is still connected',
  'notify-invalid-link': 'tells a member to reconnect',
  'notify-sharing-stopped': 'tells a member that sharing has stopped',
  'forget-user': 'deletes the data of a member',
  'delete-messages': 'deletes messages',
  'schedule-catch-ups': 'schedules the search for missed activities',
  'catch-up': 'looks for activities that it missed',
  'check-activities': 'looks for changes that it missed',
  'post-over-limit': 'says how many activities were over a daily limit',
  'index-feed-admins': 'records who set up which feed',
  'resume-feeds': 'resumes paused feeds',
  'guilds-left': 'forgets servers that it left',
  'guilds-joined': 'greets servers that it joined',
  'notify-feed-paused': 'tells the admin that a feed is paused',
  'greet-guild': 'greets a server',
  'remove-expired-jobs': 'deletes old jobs',
  'expire-approval': 'withdraws an unanswered question',
}

export const describeJob = (job: unknown): string => JOBS[String(job)] ?? String(job ?? 'unknown')

/** The description as the detail of a job's step; undefined if the job has none. */
export const jobSentence = (job: string): string | undefined => JOBS[job] && `it ${JOBS[job]}`
