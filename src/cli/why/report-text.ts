import type { ActivityJob } from '../../queue/activity-jobs.ts'
import type { ActivityReport, ChannelReport } from './explain-activity.ts'
import { explanationOf } from './explanations.ts'

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ').concat(' UTC')

const decisionText = ({ outcome, reason, at }: NonNullable<ActivityReport['last']>): string =>
  `${outcome} at ${timeOf(at)}, because ${explanationOf(reason)}`

const ACTIONS: Readonly<Record<ChannelReport['now']['action'], string>> = {
  post: 'It would be posted now, because',
  ask: 'The member would be asked now, because',
  edit: 'Its message would be edited now, because',
  delete: 'Its message would be deleted now, because',
  nothing: 'Nothing would be done now, because',
}

function nowText({ state, now: { action, reason, isCertain } }: ChannelReport): string {
  if (isCertain) return `${ACTIONS[action]} ${explanationOf(reason)}`
  if (state === 'posted') return 'It is posted. Add --read to ask Strava whether it changed since.'
  return `${ACTIONS[action]} ${explanationOf(reason)} This assumes that everyone can see it and the feed includes it; add --read to check.`
}

function channelLines(channel: ChannelReport): string[] {
  const { guildId, channelId, isFeed, last } = channel
  return [
    `Channel ${channelId} in server ${guildId}${isFeed ? '' : ', which has no feed now'}:`,
    `  ${last ? `Last decision: ${decisionText(last)}` : 'No decision is recorded for it within the last seven days.'}`,
    `  ${nowText(channel)}`,
  ]
}

function jobText({ id, name, state, at, reason }: ActivityJob): string {
  const cause = reason ? ` (${reason})` : ''
  if (state === 'failed')
    return `The job ${name} failed at ${timeOf(at)}${cause}. Fix the reason, then: npm run jobs -- --replay ${id}`
  if (state === 'running') return `The job ${name} is running.`
  return `The job ${name} waits until ${timeOf(at)}${cause}.`
}

const JOBS_LEFT_OUT = 'There may be more jobs about it: too many are queued to look at all of them.'

const CIRCUIT_BREAKER_TEXTS: Readonly<Record<string, string>> = {
  down: "Strava is down, so the bot doesn't call it. Waiting jobs run when Strava is back.",
  inactive:
    "Strava says that the application is inactive, so the bot doesn't call it: the account that owns it needs a Strava subscription (https://www.strava.com/settings/api).",
}

const SUBSCRIPTION_TEXTS: Readonly<Record<string, string>> = {
  unreachable:
    'Strava cannot reach PUBLIC_URL, so it sends no events, and the bot checks for new activities every 30 minutes: npm run doctor says more.',
  refused:
    'Strava refuses to create the push subscription, so it sends no events: compare STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET with https://www.strava.com/settings/api.',
}

/** What concerns the whole program, if it can be the reason. */
function programLines({ circuitBreaker, subscription, invalidSince }: ActivityReport['program']): string[] {
  return [
    invalidSince === undefined
      ? undefined
      : `Strava has refused the member's tokens since ${timeOf(invalidSince)}: they have to reconnect with /strava link.`,
    circuitBreaker && CIRCUIT_BREAKER_TEXTS[circuitBreaker],
    subscription && SUBSCRIPTION_TEXTS[subscription],
  ].filter((line) => line !== undefined && line !== '') as string[]
}

function unknownLines({ activityId, program }: ActivityReport): string[] {
  const { connectedAccounts, lastEventAt } = program
  return [
    `Nothing is stored about activity ${activityId}. Either it belongs to nobody who is connected, or Strava sent no event about it and no check found it within the last seven days.`,
    'Check:',
    `  - Is its athlete connected? ${connectedAccounts === 1 ? '1 account is' : `${connectedAccounts} accounts are`} connected. If you know the member: npm run why -- ${activityId} --member <Discord user id>`,
    `  - Does Strava send events? ${lastEventAt === undefined ? 'None has come yet' : `The last one came at ${timeOf(lastEventAt)}`}.`,
    '  - Is it visible to more than its athlete? Strava sends no event about an activity that the bot may not read.',
    `  - Does the log have it? Search for ${activityId}.`,
  ]
}

/** The report as short sentences. */
export function toText(report: ActivityReport): string {
  const { activityId, athleteId, userId, events, last, channels, jobs, areJobsComplete, program } = report
  const lines =
    athleteId === undefined
      ? unknownLines(report)
      : [
          userId === undefined
            ? `Activity ${activityId} of athlete ${athleteId}, who is not connected. Nothing of theirs is posted.`
            : `Activity ${activityId} of Discord user ${userId} (athlete ${athleteId}).`,
          events.length === 0
            ? 'Strava sent no event about it within the last seven days.'
            : `Strava's last events: ${events.map(({ aspect, at }) => `${aspect} at ${timeOf(at)}`).join(', ')}.`,
          ...(last ? [`For all channels: ${decisionText(last)}`] : []),
          ...(userId !== undefined && channels.length === 0
            ? [`There is no channel for it: ${explanationOf('no feed in a server in which the member chose')}`]
            : channels.flatMap(channelLines)),
        ]
  const jobLines = [...jobs.map(jobText), ...(areJobsComplete ? [] : [JOBS_LEFT_OUT])]
  return [...lines, ...jobLines, ...programLines(program)].join('\n')
}
