import { checkDiscordToken } from '../checks/discord-token.ts'
import { fetchPage } from '../checks/fetch-page.ts'
import { checkSeats } from '../checks/free-seats.ts'
import { type AnyFinding, describeFinding } from '../checks/index.ts'
import { checkPublicUrl } from '../checks/public-url.ts'
import { checkStravaApplication } from '../checks/strava-application.ts'
import { readDiscordApplication } from '../discord/application.ts'
import { toInviteUrl } from '../discord/authorization-url.ts'
import { listGuildIds } from '../discord/list-guilds.ts'
import { toRedirectUri } from '../web/link-account/link-account.ts'
import type { AppContext, FailFastServices } from './context.ts'
import { toLine } from './describe-program.ts'

/** What is known once the program listens: how to invite the bot, how much it serves, and what is missing. */
export async function describeStart(
  context: AppContext,
  { repositories, strava }: Pick<FailFastServices, 'repositories' | 'strava'>,
): Promise<string> {
  const { config, rest, now } = context
  const { discord, publicUrl } = config
  const { links, seats } = repositories
  const hasBot = discord.token !== ''
  const application = hasBot ? readDiscordApplication(rest, now) : undefined
  const findings: AnyFinding[] = (
    await Promise.all([
      application
        ? checkDiscordToken({ readApplication: () => application, listGuildIds: () => listGuildIds(rest, now) })
        : [],
      checkStravaApplication(strava),
      checkSeats({ seats }),
      config.roles.includes('web')
        ? checkPublicUrl({
            ...{ publicUrl, redirectUri: toRedirectUri(publicUrl), stravaApiUrl: config.strava.apiUrl, fetchPage },
            refusesRedirect: strava.oauth.refusesRedirect,
          })
        : [],
    ])
  ).flat()
  // If Discord doesn't respond, a finding reports it.
  const bot = await Promise.all([application, application && listGuildIds(rest, now)]).catch(() => [])
  const [{ id } = {}, guildIds = []] = bot
  const [{ connectedAccounts }, { seatsTaken }] = await Promise.all([links.count(), seats.count()])
  const missing =
    findings.length === 0 ? ['  Nothing is missing.'] : findings.map((each) => `  ! ${describeFinding(each)}`)
  return [
    ...(id === undefined ? [] : [toLine('Invite link', toInviteUrl(id)), toLine('Servers', guildIds.length)]),
    toLine('Connected', `${connectedAccounts} Strava accounts`),
    ...(seats.capacity === 0 ? [] : [toLine('Seats', `${seatsTaken} of ${seats.capacity} taken`)]),
    ...missing,
  ].join('\n')
}
