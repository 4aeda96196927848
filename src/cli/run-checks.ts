import { checkClock } from '../checks/clock.ts'
import { checkConnectedAccounts } from '../checks/connected-accounts.ts'
import { checkDiscordCommands } from '../checks/discord-commands.ts'
import { checkDiscordToken } from '../checks/discord-token.ts'
import { checkFeedChannels } from '../checks/feed-channels.ts'
import { fetchPage } from '../checks/fetch-page.ts'
import { checkSeats } from '../checks/free-seats.ts'
import { checkGuildAllowList } from '../checks/guild-allow-list.ts'
import type { AnyFinding } from '../checks/index.ts'
import { checkPublicUrl } from '../checks/public-url.ts'
import { checkPushSubscription } from '../checks/push-subscription.ts'
import { checkQueues } from '../checks/queues.ts'
import { checkReadableData } from '../checks/readable-data.ts'
import { checkRedis, redisUnavailableFinding } from '../checks/redis-server.ts'
import { checkRunningProcess } from '../checks/running-process.ts'
import { checkStravaApplication } from '../checks/strava-application.ts'
import { checkOutage, checkReadBudget } from '../checks/strava-calls.ts'
import { commandDefinitions } from '../commands/command-definitions.ts'
import type { Config } from '../config.ts'
import { createGuildFilter } from '../core/guild-filter.ts'
import { readDiscordApplication } from '../discord/application.ts'
import { listGuildIds } from '../discord/list-guilds.ts'
import { createPermissions } from '../discord/permissions.ts'
import { createRateLimitWaits } from '../discord/rate-limit-waits.ts'
import { findUnregistered, hashCommands } from '../discord/register-commands.ts'
import { createRest } from '../discord/rest.ts'
import { SetupError } from '../errors.ts'
import { createLog } from '../logger.ts'
import { createQueue } from '../queue/queue.ts'
import { QUEUE_PREFIX } from '../redis/keys.ts'
import { checkRedisServer, readRedisVersion } from '../redis/redis-check.ts'
import { createCircuitBreaker } from '../strava/circuit-breaker/circuit-breaker.ts'
import { createStravaHttp } from '../strava/http.ts'
import { createOauth } from '../strava/oauth.ts'
import { createSubscriptions } from '../strava/push-subscriptions.ts'
import { createRateLimiter } from '../strava/rate-limiter/rate-limiter.ts'
import { VERSION } from '../version.ts'
import { toRedirectUri } from '../web/link-account/link-account.ts'
import { INTERACTIONS_PATH } from '../web/server.ts'
import { toWebhookEndpoint } from '../web/webhook-endpoint.ts'
import { openToolStore, type ToolStore } from './tool-store.ts'
import { withoutConsequences } from './without-consequences.ts'

const STRAVA_TIMEOUT_MS = 10_000

/** Discord answers about fifty channels a second. Servers with feeds beyond this many are not checked. */
const MAX_GUILDS_CHECKED = 200

export interface CheckOptions {
  config: Config
  now?: () => number
}

type Dates = Map<string, { service: string; date: string; receivedAt: number }>

const hasError = (findings: readonly AnyFinding[]) => findings.some(({ severity }) => severity === 'error')

const together = async (...checks: Promise<AnyFinding[]>[]) => (await Promise.all(checks)).flat()

/** Where this process listens, as this machine reaches it. */
function toOwnUrl({ host, port }: Config): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

async function checkDiscord(
  { discord, publicUrl, roles }: Config,
  { now, dates, store }: { now: () => number; dates: Dates; store: ToolStore | undefined },
): Promise<AnyFinding[]> {
  const onDate = (date: string | null) => recordDate(dates, 'Discord', date, now())
  const rest = createRest({ ...discord, onDate })
  const application = readDiscordApplication(rest, now)
  application.catch(() => {})
  const readApplication = () => application
  const token = await checkDiscordToken({ readApplication, listGuildIds: () => listGuildIds(rest, now) })
  if (hasError(token)) return token

  const guildIds = await listGuildIds(rest, now)
  const definitions = commandDefinitions()
  const withRateLimitWaits = createRateLimitWaits(now)
  const permissions = createPermissions({
    get: (route) => withRateLimitWaits(() => rest.get(route)),
    ownId: async () => ((await withRateLimitWaits(() => rest.get('/users/@me'))) as { id: string }).id,
    now,
  })
  const feedChannels = async () => {
    const isAllowed = createGuildFilter(discord.guildIds)
    const withFeeds = (await store?.repositories.feeds.guilds()) ?? []
    const checked = withFeeds.filter((id) => guildIds.includes(id) && isAllowed(id)).slice(0, MAX_GUILDS_CHECKED)
    const found: AnyFinding[] = []
    for (const guildId of checked) {
      const feeds = (await store?.repositories.feeds.list(guildId)) ?? []
      found.push(...(await checkFeedChannels({ feeds, checkAccess: permissions.accessChecker(guildId) })))
    }
    return found
  }
  const commands = () =>
    checkDiscordCommands({
      readApplication,
      publicKey: discord.publicKey,
      hasGateway: discord.publicKey === undefined || roles.includes('bot'),
      interactionsUrl: `${publicUrl}${INTERACTIONS_PATH}`,
      findUnregistered: (applicationId) => findUnregistered({ rest, applicationId, definitions, now }),
      areCurrent: async (applicationId) => {
        const registered = await store?.repositories.registeredCommands.read()
        return store === undefined || registered?.hash === hashCommands(applicationId, definitions)
      },
    })
  return together(
    Promise.resolve(token),
    checkGuildAllowList({ allowedGuildIds: discord.guildIds, listGuildIds: async () => guildIds }),
    // A process with only the worker role may lack the settings of the other roles.
    roles.includes('bot') || roles.includes('web') ? commands() : Promise.resolve([]),
    feedChannels(),
  )
}

async function checkStrava(
  { strava, publicUrl }: Config,
  { now, dates, store }: { now: () => number; dates: Dates; store: ToolStore | undefined },
): Promise<AnyFinding[]> {
  const onDate = (date: string | null) => recordDate(dates, 'Strava', date, now())
  const http = createStravaHttp({ now, log: createLog('silent'), timeoutMs: STRAVA_TIMEOUT_MS, onDate })
  const subscriptions = createSubscriptions({ http, ...strava })
  const application = await checkStravaApplication({ subscriptions })
  if (application.length > 0) return application

  const { refusesRedirect } = createOauth({ http, ...strava })
  const redirectUri = toRedirectUri(publicUrl)
  const address = checkPublicUrl({ publicUrl, redirectUri, stravaApiUrl: strava.apiUrl, fetchPage, refusesRedirect })
  if (!store) return address
  const { repositories } = store
  const circuitBreaker = createCircuitBreaker({ store: repositories.circuitBreaker, now })
  const { rateLimits, requesters } = repositories
  const quarterHourMs = strava.windowSeconds * 1000
  const rateLimiter = createRateLimiter({ store: rateLimits, requesters, now, quarterHourMs })
  const webhook = toWebhookEndpoint({ publicUrl, ...strava, deriveSecret: repositories.deriveSecret })
  const readRecord = repositories.subscription.read
  return together(
    address,
    checkOutage({ circuitBreaker }),
    checkReadBudget({ rateLimiter }),
    checkPushSubscription({ subscriptions, webhook, readRecord, fetchPage }),
  )
}

/** Opens the program's data, or returns a finding that says why not. */
async function tryOpenStore(
  config: Config,
  now: () => number,
): Promise<{ store: ToolStore | undefined; findings: AnyFinding[] }> {
  try {
    return { store: await openToolStore(config, { now }), findings: [] }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return { store: undefined, findings: [redisUnavailableFinding(error.message)] }
  }
}

async function checkStore({ repositories, findMissingKey }: ToolStore, now: () => number): Promise<AnyFinding[]> {
  const { redis, jobEncryption, links, seats } = repositories
  const queue = createQueue({
    ...{ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption, skipVersionCheck: true, now },
    log: createLog('silent'),
  })
  try {
    return await together(
      checkRedis({ findProblems: () => checkRedisServer(redis), ping: () => redis.ping() }),
      checkReadableData({ findMissingKey }),
      checkConnectedAccounts({ links }),
      checkSeats({ seats }),
      checkQueues(queue),
    )
  } finally {
    await queue.close()
  }
}

function recordDate(dates: Dates, service: string, date: string | null, receivedAt: number): void {
  if (!Number.isNaN(Date.parse(date ?? ''))) dates.set(service, { service, date: date ?? '', receivedAt })
}

/** Runs all checks with this configuration. Findings that only follow from another one are left out. */
export async function runChecks({ config, now = Date.now }: CheckOptions) {
  const dates: Dates = new Map()
  const { store, findings: unavailable } = await tryOpenStore(config, now)
  try {
    const running = config.port === 0 ? [] : await checkRunningProcess({ url: toOwnUrl(config), fetchPage })
    const found = await together(
      config.discord.token === '' ? Promise.resolve([]) : checkDiscord(config, { now, dates, store }),
      checkStrava(config, { now, dates, store }),
      store ? checkStore(store, now) : Promise.resolve([]),
    )
    return {
      versions: {
        domestique: VERSION,
        node: process.versions.node,
        redis: await (store && readRedisVersion(store.repositories.redis)),
      },
      findings: withoutConsequences([...running, ...unavailable, ...found, ...checkClock([...dates.values()])]),
    }
  } finally {
    await store?.close()
  }
}
