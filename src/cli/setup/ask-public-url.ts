import { defaultPublicUrl, variables } from '../../environment.ts'
import { confirmValues, type ValuesCheck } from './confirm-values.ts'
import type { Questions, Screen } from './dialog.ts'
import {
  ADDRESS_CHOICES,
  type AddressKind,
  addressInstructions,
  callbackDomainOf,
  isLocal,
  toAddress,
} from './public-address.ts'
import type { SetupContext } from './setup-context.ts'

function mistakeIn(address: string): string | undefined {
  const { error } = variables.shape.PUBLIC_URL.safeParse(address)
  return error?.issues.map(({ message }) => `The address ${message}.`)[0]
}

function check(address: string): ValuesCheck<string> {
  const mistake = mistakeIn(address)
  if (mistake !== undefined) return { kind: 'refused', sentence: `PUBLIC_URL is wrong. ${mistake}` }
  const sentence = isLocal(address)
    ? `The address is ${address}: only this machine reaches it. Strava can't notify the bot, so it looks for new activities every 30 minutes.`
    : `The address is ${address}.`
  return { kind: 'accepted', result: address.replace(/\/+$/, ''), sentence }
}

async function askAddress(questions: Questions, screen: Screen, port: number): Promise<string> {
  const kind: AddressKind = await questions.choose({
    message: 'How do browsers and Strava reach the bot?',
    choices: ADDRESS_CHOICES,
  })
  if (kind === 'local') return defaultPublicUrl(port)
  const title = ADDRESS_CHOICES.find(({ value }) => value === kind)?.label ?? ''
  screen.instructions(title, addressInstructions(kind, port))
  const typed = await questions.text({
    message: 'The address',
    placeholder: kind === 'tailscale' ? 'https://machine.tailnet-name.ts.net' : 'https://bot.example.org',
    validate: (answer) => (answer === '' ? 'Enter the address.' : mistakeIn(toAddress(answer))),
  })
  return toAddress(typed)
}

/** The address of the pages and the webhook. Returns the domain that Strava must know. */
export async function askPublicUrl(context: SetupContext): Promise<string> {
  const { screen, questions, settings, addresses } = context
  screen.step('Address')
  if (!questions && !settings.find('PUBLIC_URL')) {
    const byDefault = defaultPublicUrl(addresses.port)
    screen.success(`The address is ${byDefault}, the default.`)
    return callbackDomainOf(byDefault)
  }
  const publicUrl = await confirmValues(context, ['PUBLIC_URL'], {
    check: async ({ PUBLIC_URL = '' }) => check(PUBLIC_URL),
    ask: async (asked) => ({ PUBLIC_URL: await askAddress(asked, screen, addresses.port) }),
  })
  if (!isLocal(publicUrl) && publicUrl.startsWith('http://'))
    screen.warning('The address should begin with https://: with http://, others can read what members send.')
  return callbackDomainOf(publicUrl)
}
