import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { TestSetupError } from './api-errors.ts'
import { DEFAULT_SETTINGS } from './application-settings.ts'
import { availableCommands } from './client-commands.ts'
import { createDiscordFaultInjection } from './discord-fault-injection.ts'
import type { DiscordSandbox, RecordedDiscordRequest } from './discord-sandbox.ts'
import { createDiscordServer } from './discord-server.ts'
import { createDiscordState, type InteractionRecord } from './discord-state.ts'
import type { Interaction } from './discord-types.ts'
import { createGatewayServer } from './gateway-server.ts'
import { createModeration } from './moderation.ts'
import { addPerson } from './person.ts'
import { addGuild, findChannelRecord } from './public-guild.ts'
import { sendInteraction } from './start-interaction.ts'

export { TestSetupError } from './api-errors.ts'
export type * from './discord-sandbox.ts'
export type * from './discord-types.ts'
export { findMarkdown } from './message-text.ts'
export type { SandboxPermissionName } from './permission-bits.ts'

export interface DiscordSandboxOptions {
  token: string
  applicationId?: string
  /** 0 (the default) picks a free port; always on 127.0.0.1. */
  port?: number
  /** Milliseconds, used for ages and deadlines. */
  now?: () => number
  heartbeatMs?: number
  /** Whether the application may request the privileged intents. */
  privilegedIntents?: boolean
  /** How many gateway shards it recommends (default: one). */
  recommendedShards?: number
}

/** A local Discord: the gateway and REST v10, as far as a bot with slash commands needs them. */
export async function createDiscord(options: DiscordSandboxOptions): Promise<DiscordSandbox> {
  // discord.js mistakes these prefixes for the scheme of the Authorization header and removes them.
  if (/^(bot|bearer)/i.test(options.token))
    throw new TypeError(`A token does not start with '${options.token.slice(0, 6)}'`)
  const state = createDiscordState(options)
  const faultInjection = createDiscordFaultInjection()
  const requests: RecordedDiscordRequest[] = []
  const server = createDiscordServer(state, faultInjection, requests)
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  const heartbeatMs = options.heartbeatMs ?? 41_250
  const gateway = createGatewayServer(state, server, { heartbeatMs, privileged: options.privilegedIntents ?? false })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  state.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  let closing: Promise<void> | undefined
  const close = async () => {
    state.waiters.close()
    faultInjection.endOutage()
    gateway.close()
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  const recordFor = (interaction: Interaction): InteractionRecord => {
    const record = [...state.interactions.values()].find((one) => one.id === interaction.id)
    if (record === undefined) throw new TestSetupError('The interaction is not of this Discord')
    return record
  }

  return {
    url: state.baseUrl,
    apiUrl: `${state.baseUrl}/api`,
    applicationId: state.applicationId,
    botUserId: state.botUserId,
    requests,
    complaints: state.complaints,
    sessions: gateway.sessions,
    get registrations() {
      return state.registrations
    },
    addGuild: (input) => addGuild(state, input),
    addPerson: (input) => addPerson(state, input),
    guilds: () => [...state.guilds.values()].map((one) => one.publicApi),
    people: () => [...state.people.values()],
    interactions: () => [...state.interactions.values()].map((one) => one.publicApi),
    commands: () => [...state.commands.values()].flat(),
    availableCommands: (channel, person) => availableCommands(state, findChannelRecord(state, channel), person),
    onChange: state.waiters.subscribe,
    async waitForCommands(withinMs) {
      const look = () => state.registrations > 0 || undefined
      await state.waiters.waitFor(look, () => 'the registration of the commands', withinMs)
    },
    async waitUntilReady(withinMs) {
      await state.waiters.waitFor(
        () => gateway.isReady() || undefined,
        () => 'a ready gateway session',
        withinMs,
      )
    },
    isBotOnline: gateway.isReady,
    startOutage: (how = '503') => faultInjection.startOutage(how),
    endOutage: () => faultInjection.endOutage(),
    failNext: (n, how, match = () => true) => faultInjection.failNext(n, how, match),
    failRandomly: (share, hows, how) => faultInjection.failRandomly(share, hows, how),
    clearFailures: () => faultInjection.clearFailures(),
    ...createModeration(state),
    publicKey: state.endpoint.publicKey,
    setInteractionsEndpoint: state.endpoint.set,
    signatureOf: state.endpoint.signatureOf,
    dropGatewayConnections: () => gateway.forEachSocket((socket) => socket.terminate()),
    invalidateSessions: () => gateway.invalidate(),
    requestReconnect: () =>
      gateway.forEachSocket((socket) => socket.send(JSON.stringify({ op: 7, d: null, s: null, t: null }))),
    replayInteraction: (interaction) => sendInteraction(state, recordFor(interaction)),
    expireInteraction(interaction) {
      recordFor(interaction).expired = true
    },
    waitForRequest: (predicate, what, withinMs) =>
      state.waiters.waitFor(
        () => requests.find(predicate),
        () => `${what}; requests so far:\n${listing(requests)}`,
        withinMs,
      ),
    changeSettings: (settings) => void Object.assign(state.settings, settings),
    reset() {
      Object.assign(state.settings, DEFAULT_SETTINGS)
      faultInjection.clearFailures()
      faultInjection.endOutage()
      requests.splice(0)
      state.complaints.splice(0)
      for (const each of [state.guilds, state.channels, state.people, state.interactions]) each.clear()
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

const listing = (requests: RecordedDiscordRequest[]) =>
  requests
    .slice(-20)
    .map((one) => `${one.method} ${one.path} ${one.status}`)
    .join('\n')
