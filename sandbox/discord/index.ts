import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import type { DiscordSandbox, RecordedRequest } from './control.ts'
import { createEdits } from './edits.ts'
import { Impossible } from './errors.ts'
import { createGateway } from './gateway.ts'
import { addGuild } from './guild.ts'
import { sendInteraction } from './interaction.ts'
import { createLevers } from './levers.ts'
import { addPerson } from './person.ts'
import { createApi } from './server.ts'
import type { Interaction } from './types.ts'
import { createWorld, type InteractionRecord } from './world.ts'

export type * from './control.ts'
export { Impossible } from './errors.ts'
export type { PermissionName } from './permissions.ts'
export type * from './types.ts'
export { liveMarkdown } from './view.ts'

export interface DiscordOptions {
  token: string
  applicationId?: string
  /** 0, the default, takes a free one; always on 127.0.0.1. */
  port?: number
  /** Milliseconds; ages and deadlines follow it. */
  now?: () => number
  heartbeatMs?: number
  /** Whether the application may ask for the privileged intents. */
  privilegedIntents?: boolean
}

/** A Discord on this machine: the gateway and REST v10, as far as a bot with slash commands meets them. */
export async function createDiscord(options: DiscordOptions): Promise<DiscordSandbox> {
  // discord.js takes these words for the scheme of the Authorization header and cuts them off.
  if (/^(bot|bearer)/i.test(options.token))
    throw new TypeError(`A token does not start with '${options.token.slice(0, 6)}'`)
  const world = createWorld(options)
  const levers = createLevers()
  const requests: RecordedRequest[] = []
  const server = createApi(world, levers, requests)
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  const heartbeatMs = options.heartbeatMs ?? 41_250
  const gateway = createGateway(world, server, { heartbeatMs, privileged: options.privilegedIntents ?? false })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  world.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  let closing: Promise<void> | undefined
  const close = async () => {
    world.bell.close()
    levers.comesBack()
    gateway.close()
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  const recordFor = (interaction: Interaction): InteractionRecord => {
    const record = [...world.interactions.values()].find((one) => one.id === interaction.id)
    if (record === undefined) throw new Impossible('The interaction is not of this Discord')
    return record
  }

  return {
    url: world.baseUrl,
    apiUrl: `${world.baseUrl}/api`,
    applicationId: world.applicationId,
    botUserId: world.botUserId,
    requests,
    complaints: world.complaints,
    sessions: gateway.sessions,
    get registrations() {
      return world.registrations
    },
    addGuild: (input) => addGuild(world, input),
    addPerson: (input) => addPerson(world, input),
    commands: () => [...world.commands.values()].flat(),
    async commandsRegistered(withinMs) {
      const look = () => world.registrations > 0 || undefined
      await world.bell.until(look, () => 'the registration of the commands', withinMs)
    },
    async ready(withinMs) {
      await world.bell.until(
        () => gateway.isReady() || undefined,
        () => 'a ready gateway session',
        withinMs,
      )
    },
    goesDown: (how = '503') => levers.goesDown(how),
    comesBack: () => levers.comesBack(),
    failsNext: (n, how, match = () => true) => levers.failsNext(n, how, match),
    failsSometimes: (share, hows, how) => levers.failsSometimes(share, hows, how),
    failsNoMore: () => levers.failsNoMore(),
    ...createEdits(world),
    dropsGateway: () => gateway.eachSocket((socket) => socket.terminate()),
    invalidatesSession: () => gateway.invalidate(),
    asksToReconnect: () =>
      gateway.eachSocket((socket) => socket.send(JSON.stringify({ op: 7, d: null, s: null, t: null }))),
    replaysInteraction: (interaction) => sendInteraction(world, recordFor(interaction)),
    expires(interaction) {
      recordFor(interaction).expired = true
    },
    waitFor: (predicate, what, withinMs) =>
      world.bell.until(
        () => requests.find(predicate),
        () => `${what}; requests so far:\n${listing(requests)}`,
        withinMs,
      ),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

const listing = (requests: RecordedRequest[]) =>
  requests
    .slice(-20)
    .map((one) => `${one.method} ${one.path} ${one.status}`)
    .join('\n')
