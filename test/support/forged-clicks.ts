import { expect } from 'vitest'
import type { Channel, Component, DiscordMessage, Interaction, Person } from '../../sandbox/discord/index.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { dumpRedis } from './redis-dump.ts'
import type { TestEnv } from './test-env.ts'

/** Components in public messages that are not only for the person who ran the command. */
const ALLOWED_CLICKERS: Readonly<Record<string, 'everybody' | 'admins'>> = {
  connect: 'everybody',
  'post-details': 'everybody',
  'recent-details': 'everybody',
  'feed-channel': 'admins',
}

/** Buttons that open a form, with valid fields. */
const FORMS: Readonly<Record<string, Record<string, string>>> = {
  dates: { from: '2026-05-01', to: '2026-05-31' },
  'feed-minimums': { distance: '3', minutes: '3' },
}

/** Keys that change even if nothing is done: jobs, their replies, heartbeats, and reads after a post. */
const VOLATILE = [
  'pending-reply',
  'member',
  'processes',
  'clock-skew',
  'rate-limits',
  'activity-cache',
  'activity-history',
  'activity-visibility',
]
const isVolatile = (key: string) =>
  key.startsWith(QUEUE_PREFIX) || VOLATILE.some((name) => key.startsWith(`{domestique}:${name}`))

const BUTTON = 2

interface UsedComponent {
  customId: string
  name: string
  type: number
  /** Its options; undefined for a button and a channel select. */
  offered: string[] | undefined
  chosen: string[]
}

export function componentsOf(message: DiscordMessage): UsedComponent[] {
  const all = (components: readonly Component[]): Component[] =>
    components.flatMap((one) => [one, ...all(one.components ?? []), ...(one.accessory ? all([one.accessory]) : [])])
  return all(message.components).flatMap(({ type, custom_id: customId, options }) => {
    if (typeof customId !== 'string') return []
    const [name = ''] = customId.split(':')
    const knownOptions = options as { value: string; default?: boolean }[] | undefined
    const chosen = (knownOptions ?? []).filter((option) => option.default === true).map(({ value }) => value)
    return { customId, name, type, offered: knownOptions?.map(({ value }) => value), chosen }
  })
}

interface Click {
  description: string
  send(): Interaction
}

function createClicks(
  who: Person,
  message: DiscordMessage,
  { customId, name, type, offered }: UsedComponent,
  values: string[] = [offered?.[0] ?? message.channel.id],
): Click[] {
  const description = `${who.username} clicks ${customId}`
  if (type !== BUTTON) return [{ description, send: () => who.forgeSelection(message, { type, customId }, values) }]
  const form = FORMS[name]
  return [
    { description, send: () => who.forgeButtonClick(message, customId) },
    ...(form ? [{ description, send: () => who.forgeModalSubmit(message, customId, form) }] : []),
  ]
}

export interface ForgedClicks {
  /** The owner of the message, if it has one. */
  expectRefused(message: DiscordMessage, owner: Person | undefined): Promise<void>
  /** The names of all components that were tried. */
  names(): string[]
}

/**
 * Clicks the components of a message with a modified client: others in the message itself if they see it, they and its owner on messages
 * that don't contain them. Each click is refused privately, and neither Redis nor any message changes.
 */
export function createForgedClicks(
  testEnv: TestEnv,
  { channel, others, admins }: { channel: Channel; others: readonly Person[]; admins: readonly Person[] },
): ForgedClicks {
  const people = new Set([...others, ...admins])
  const tried = new Set<string>()
  const names = new Set<string>()
  const ownMessages = new Map<Person, DiscordMessage>()

  /** True the first time. */
  const isFirstTime = (description: string): boolean => !tried.has(description) && tried.add(description) !== undefined

  /** A message that only this person sees, without any component. */
  async function getOwnMessage(who: Person): Promise<DiscordMessage> {
    const message = ownMessages.get(who) ?? (await who.runCommand(channel, '/strava help').waitForReply())
    ownMessages.set(who, message)
    return message
  }

  /** Clicks it on messages that don't contain it: a public and a private one. */
  async function planElsewhere(component: UsedComponent, owner: Person | undefined): Promise<Click[]> {
    if (!isFirstTime(component.customId)) return []
    const contains = (message: DiscordMessage) =>
      componentsOf(message).some(({ customId }) => customId === component.customId)
    const publicMessage = channel.messages().find((message) => !contains(message))
    const plans = [...new Set([...others, ...(owner ? [owner] : [])])].map(async (who) => {
      const messages = [...(publicMessage ? [publicMessage] : []), await getOwnMessage(who)]
      return messages.flatMap((otherMessage) => createClicks(who, otherMessage, component))
    })
    return (await Promise.all(plans)).flat()
  }

  /** Its owner chooses an option that it doesn't have, and others click it if they see it. */
  function planInPlace(message: DiscordMessage, component: UsedComponent, owner: Person | undefined): Click[] {
    const { name, customId, offered } = component
    if (!isFirstTime(`${message.id} ${customId}`)) return []
    const invalidSelection = offered && owner ? createClicks(owner, message, component, ['not offered']) : []
    if (message.ephemeralFor || !message.channel.guild || ALLOWED_CLICKERS[name] === 'everybody')
      return invalidSelection
    const clickers = others.filter(
      (who) => who !== owner && !(ALLOWED_CLICKERS[name] === 'admins' && admins.includes(who)),
    )
    return [...invalidSelection, ...clickers.flatMap((who) => createClicks(who, message, component))]
  }

  const countVersions = () => {
    const inChannel = [...people].flatMap((who) => channel.messages(who))
    const all = [...inChannel, ...[...people].flatMap((who) => who.directMessages())]
    return new Map(all.map((message) => [message.id, message.history.length]))
  }

  async function takeSnapshot() {
    const lines = await dumpRedis(testEnv.redisUrl, (key) => !isVolatile(key))
    return { redis: lines.sort(), messages: countVersions() }
  }

  async function expectRefusal({ description, send }: Click): Promise<string> {
    const interaction = send()
    const { person } = interaction
    const answer = await interaction.waitForReply()
    const { t } = createTranslator(person.locale)
    const refusals = (['error.foreignButton', 'error.notYours', 'error.notAdmin'] as const).map((key) => t({ key }))
    const text = answer.text(person)
    expect(
      refusals.some((refusal) => text.includes(refusal)),
      `${description}: ${text}`,
    ).toBe(true)
    expect(answer.ephemeralFor, description).toBe(person)
    return answer.id
  }

  return {
    names: () => [...names],
    async expectRefused(message, owner) {
      if (owner) people.add(owner)
      const clicks: Click[] = []
      for (const component of componentsOf(message)) {
        names.add(component.name)
        clicks.push(...planInPlace(message, component, owner), ...(await planElsewhere(component, owner)))
      }
      if (clicks.length === 0) return
      const before = await takeSnapshot()
      const answers = await Promise.all(clicks.map(expectRefusal))
      await testEnv.waitUntilIdle()
      const after = await takeSnapshot()
      for (const id of answers) after.messages.delete(id)
      expect(after).toEqual(before)
    },
  }
}
