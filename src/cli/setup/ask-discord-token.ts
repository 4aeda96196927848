import { checkInteractionsUrl } from '../../checks/discord-commands.ts'
import { checkDiscordToken } from '../../checks/discord-token.ts'
import { describeFinding } from '../../checks/index.ts'
import { type DiscordApplication, readDiscordApplication } from '../../discord/application.ts'
import { listGuildIds } from '../../discord/list-guilds.ts'
import { createRest } from '../../discord/rest.ts'
import { confirmValues, type ValuesCheck } from './confirm-values.ts'
import type { SetupContext } from './setup-context.ts'

export interface AcceptedBot {
  rest: ReturnType<typeof createRest>
  application: DiscordApplication
}

const INSTRUCTIONS = [
  '1. Open https://discord.com/developers/applications',
  '2. New Application → a name without “Strava” → Create',
  '3. Installation → User Install off → Install Link: None → Save Changes',
  '4. Bot → Reset Token → Yes, do it! → Copy',
  '5. Bot → Public Bot off. Leave all Privileged Gateway Intents off.',
  '   → Save Changes',
]

/** What is wrong with a pasted token, such as another value of the developer portal; undefined if it may be right. */
export function tokenMistake(pasted: string): string | undefined {
  if (pasted === '') return 'Paste the token.'
  if (/^\d+$/.test(pasted)) return 'That is the Application ID. The token is on the page Bot → Reset Token.'
  if (/^[0-9a-f]{64}$/i.test(pasted)) return 'That is the Public Key. The token is on the page Bot → Reset Token.'
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(pasted))
    return "That isn't a bot token: a token has three parts with dots between them. Copy it from the page Bot → Reset Token."
  return undefined
}

const withoutPrefix = (pasted: string) => pasted.replace(/^Bot\s+/i, '').replace(/^(["'])(.*)\1$/, '$2')

async function check(token: string, { addresses, screen, now }: SetupContext): Promise<ValuesCheck<AcceptedBot>> {
  const mistake = tokenMistake(token)
  if (mistake !== undefined) return { kind: 'refused', sentence: mistake }
  const rest = createRest({ apiUrl: addresses.discordApi, token })
  let application: DiscordApplication | undefined
  const found = await checkDiscordToken({
    readApplication: async () => {
      application = await readDiscordApplication(rest, now)
      return application
    },
    listGuildIds: () => listGuildIds(rest, now),
  })
  // The bot is invited in a later step.
  const findings = found.filter(({ kind }) => kind !== 'in-no-server')
  const sentences = findings.map(describeFinding).join('\n')
  if (!application) {
    const isRefused = findings.some(({ kind }) => kind === 'token-refused')
    return { kind: isRefused ? 'refused' : 'unsettled', sentence: sentences }
  }
  if (findings.some(({ severity }) => severity === 'error'))
    return { kind: 'unsettled', sentence: sentences, result: { rest, application } }
  if (sentences) screen.warning(sentences)
  const sentence = `Discord accepts the token. The bot is ${application.name}.`
  return { kind: 'accepted', result: { rest, application }, sentence }
}

/** Without a public key, commands come from the gateway: an Interactions Endpoint URL would keep them from the bot. */
function warnAboutEndpoint({ screen, settings, leftToDo }: SetupContext, { application }: AcceptedBot): void {
  if (settings.find('DISCORD_PUBLIC_KEY')) return
  const findings = checkInteractionsUrl({ url: application.interactionsUrl, ownUrl: undefined, hasGateway: true })
  for (const sentence of findings.map(describeFinding)) {
    screen.warning(sentence)
    leftToDo.push(sentence)
  }
}

export async function askDiscordToken(context: SetupContext): Promise<AcceptedBot> {
  const { screen } = context
  screen.step('Discord')
  let isShown = false
  const bot = await confirmValues(context, ['DISCORD_TOKEN'], {
    check: ({ DISCORD_TOKEN = '' }) => check(DISCORD_TOKEN, context),
    async ask(questions) {
      if (!isShown) screen.instructions('The bot', INSTRUCTIONS)
      isShown = true
      const pasted = await questions.secret({
        message: 'The token',
        validate: (answer) => tokenMistake(withoutPrefix(answer)),
      })
      return { DISCORD_TOKEN: withoutPrefix(pasted) }
    },
  })
  warnAboutEndpoint(context, bot)
  return bot
}
