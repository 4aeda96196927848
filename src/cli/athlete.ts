#!/usr/bin/env node
import { AppError, hasKind } from '../errors.ts'
import { createStrava } from '../strava/index.ts'
import { NEEDED_SCOPE } from '../strava/oauth.ts'
import { toActivityTable } from './activity-table.ts'
import { parseId } from './parse-id.ts'
import { readLine } from './read-line.ts'
import { FLAG, runTool, UsageError } from './run-tool.ts'
import { type ToolStore, withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  athlete link --member <Discord user id>          connects a Strava account without the web pages
  athlete activities --member <Discord user id>    lists the member's activities
      --count <1-200>   how many (30)
      --json            every field that Strava sent

For "link", give one of these in the environment or enter a refresh token when asked:
  STRAVA_REFRESH_TOKEN   the one shown on https://www.strava.com/settings/api
  STRAVA_CODE            the code in the address that Strava redirects to after you approve access
The Discord user id: Discord → Settings → Advanced → Developer Mode, then right-click the member → Copy User ID.`

const LINKED_TO_ANOTHER_ACCOUNT =
  'This Strava account is connected to another Discord account. That member can use /strava unlink.'

function createCliContext({ config, log, repositories }: ToolStore) {
  const strava = createStrava({ ...config.strava, store: repositories, now: Date.now, log, timeoutMs: 10_000 })
  const reading = strava.clientFor({ priority: 'interactive', id: 'athlete-tool', isResumed: false })
  return { repositories, strava: { ...strava, ...reading } }
}

type CliContext = ReturnType<typeof createCliContext>

function scopeAdvice(strava: CliContext['strava']): string {
  const address = strava.oauth.authorizeUrl({ redirectUri: 'http://localhost/linked', state: 'by-hand' })
  return `The scope ${NEEDED_SCOPE} is missing: the refresh token on Strava's settings page has only "read".
Open this address, leave the boxes ticked, and approve access:

  ${address}

The browser then fails to open a page at http://localhost; its address contains code=…. Run this again with STRAVA_CODE set to that code.`
}

async function link({ repositories, strava }: CliContext, userId: string): Promise<void> {
  const code = process.env.STRAVA_CODE
  const refreshToken = code
    ? ''
    : process.env.STRAVA_REFRESH_TOKEN || (await readLine('Refresh token (https://www.strava.com/settings/api): '))
  if (!code && !refreshToken) throw new UsageError('No refresh token was given.')
  const grant = code ? await strava.oauth.exchange(code) : await strava.oauth.refresh(refreshToken)
  const athlete = await strava.athletes.authenticated(grant.accessToken)
  const holder = await repositories.links.ownerOf(athlete.id)
  // Tokens without read access must not replace working ones.
  await strava.activities.verifyAccess(grant.accessToken).catch((error) => {
    throw holder !== undefined && holder !== userId ? new UsageError(LINKED_TO_ANOTHER_ACCOUNT) : error
  })
  // A refresh response has no scope: keep the previous one, if any.
  const scope = grant.scope ?? (await repositories.links.find(userId))?.scope ?? ''
  const result = await repositories.link(
    { userId, athleteId: athlete.id, athleteName: athlete.name, scope, linkedAt: Date.now() },
    grant,
  )
  if (result === 'athlete-taken') {
    throw new UsageError(LINKED_TO_ANOTHER_ACCOUNT)
  }
  if (result === 'has-other-athlete') {
    throw new UsageError(
      'This Discord account is connected to another Strava account. Its member can use /strava unlink.',
    )
  }
  console.log(`Connected Strava athlete ${athlete.id} to Discord user ${userId}. The bot can read their activities.`)
}

async function listActivities(
  { repositories, strava }: CliContext,
  userId: string,
  perPage: number,
  json: boolean,
): Promise<void> {
  const linked = await repositories.links.find(userId)
  if (!linked) throw new UsageError('This member has no connected Strava account. Use "link" first.')
  const answers = await strava.activities.rawPage(linked.athleteId, { page: 1, perPage })
  console.log(json ? JSON.stringify(answers, null, 2) : toActivityTable(answers))
}

const ADVICE_BY_ERROR: Partial<Record<AppError['kind'], string>> = {
  'authorization-revoked':
    'Strava rejected this token or code. A code works once; a refresh token expires when a newer one is issued.',
  'application-refused': 'Strava rejected the application: check STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET.',
  'application-inactive': 'The Strava application is inactive: its owner needs a Strava subscription.',
  'rate-limited': 'The rate limit is reached: try again in 15 minutes.',
  'strava-down': 'Strava is unreachable: try again later.',
}

runTool({
  usage: USAGE,
  options: {
    member: { type: 'string' },
    count: { type: 'string', default: '30' },
    json: FLAG,
  },
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  async run(values, [command]) {
    if (command === undefined) return console.log(USAGE)
    if (command !== 'link' && command !== 'activities')
      throw new UsageError(`Unknown command "${command}".\n\n${USAGE}`)
    const { id: member } = parseId('--member', values.member, ['user'])
    const count = Number(values.count)
    if (!Number.isInteger(count) || count < 1 || count > 200) throw new UsageError('--count must be between 1 and 200.')

    await withToolStore(async (store) => {
      const context = createCliContext(store)
      try {
        await (command === 'link' ? link(context, member) : listActivities(context, member, count, values.json))
      } catch (error) {
        if (hasKind(error, 'scope-missing')) throw new UsageError(scopeAdvice(context.strava))
        throw error
      }
    })
  },
  describeError: (error) =>
    error instanceof AppError
      ? `${ADVICE_BY_ERROR[error.kind] ?? 'The request failed.'}\n(${error.message})`
      : undefined,
})
