import { describeFinding } from '../../checks/index.ts'
import { checkStravaApplication } from '../../checks/strava-application.ts'
import { variables } from '../../environment.ts'
import { createLog } from '../../logger.ts'
import { createStravaHttp } from '../../strava/http.ts'
import { createSubscriptions } from '../../strava/push-subscriptions.ts'
import { confirmValues, type ValuesCheck } from './confirm-values.ts'
import type { SetupContext } from './setup-context.ts'

const CHECK_TIMEOUT_MS = 10_000

const instructions = (callbackDomain: string) => [
  '1. Open https://www.strava.com/settings/api with the account that pays',
  '   for a Strava subscription: Strava requires one of the owner.',
  '2. Application Name: your own, without “Strava”',
  '   Category, Club, Website, Description: as you like',
  `   Authorization Callback Domain: ${callbackDomain}`,
  "3. Accept the API agreement → Create → upload an icon, not Strava's logo",
  '4. The page shows the Client ID, and the Client Secret behind Show.',
  'One athlete can connect at first. A click on the same page makes it 10.',
]

function mistakeIn(clientId: string): string | undefined {
  const { error } = variables.shape.STRAVA_CLIENT_ID.safeParse(clientId)
  return error?.issues.map(({ message }) => `STRAVA_CLIENT_ID ${message}.`)[0]
}

async function check(
  clientId: string,
  clientSecret: string,
  { addresses, now }: SetupContext,
): Promise<ValuesCheck<'checked'>> {
  const mistake = mistakeIn(clientId)
  if (mistake !== undefined) return { kind: 'refused', sentence: mistake }
  const http = createStravaHttp({ now, log: createLog('silent'), timeoutMs: CHECK_TIMEOUT_MS })
  const subscriptions = createSubscriptions({ http, apiUrl: addresses.stravaApi, clientId, clientSecret })
  const findings = await checkStravaApplication({ subscriptions })
  const [finding] = findings
  if (!finding) return { kind: 'accepted', result: 'checked', sentence: `Strava accepts the application ${clientId}.` }
  const sentence = describeFinding(finding)
  return finding.kind === 'client-refused'
    ? { kind: 'refused', sentence: `${sentence} Not Your Access Token or Your Refresh Token.` }
    : { kind: 'unsettled', sentence, result: 'checked' }
}

export async function askStravaApplication(context: SetupContext, callbackDomain: string): Promise<void> {
  const { screen } = context
  screen.step('Strava')
  let isShown = false
  await confirmValues(context, ['STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET'], {
    check: ({ STRAVA_CLIENT_ID = '', STRAVA_CLIENT_SECRET = '' }) =>
      check(STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET, context),
    async ask(questions, before) {
      if (!isShown) screen.instructions('The Strava application', instructions(callbackDomain))
      isShown = true
      const idBefore = before?.STRAVA_CLIENT_ID ?? ''
      const id = await questions.text({
        message: 'Client ID',
        ...(mistakeIn(idBefore) === undefined ? { initial: idBefore } : {}),
        validate: mistakeIn,
      })
      const secret = await questions.secret({
        message: 'Client Secret',
        validate: (answer) => (answer === '' ? 'Paste the Client Secret.' : undefined),
      })
      return { STRAVA_CLIENT_ID: id, STRAVA_CLIENT_SECRET: secret }
    },
  })
}
