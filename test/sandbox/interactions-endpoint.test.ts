import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { REST } from '@discordjs/rest'
import { Routes } from 'discord.js'
import { afterEach, expect, test } from 'vitest'
import { createDiscord, type DiscordSandbox, type Interaction } from '../../sandbox/discord/index.ts'

const TOKEN = 'sandbox-token'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const resource of opened.splice(0)) await resource.close()
})

type Answer = { status: number; body?: object }

/** A program at a URL and the requests it received. `handle` answers them. */
async function startEndpoint(handle: (body: { type: number }, isSigned: boolean) => Answer) {
  const discord = await createDiscord({ token: TOKEN })
  const seen: { body: { type: number; id: string }; isSigned: boolean }[] = []
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(discord.publicKey, 'hex').toString('base64url') },
    format: 'jwk',
  })
  const server = createServer(async (incoming, outgoing) => {
    const raw = await text(incoming)
    const [signature, timestamp] = ['x-signature-ed25519', 'x-signature-timestamp'].map((name) =>
      String(incoming.headers[name]),
    )
    const isSigned = verify(null, Buffer.from(`${timestamp}${raw}`), key, Buffer.from(signature ?? '', 'hex'))
    const entry = { body: JSON.parse(raw), isSigned }
    seen.push(entry)
    const { status, body } = handle(entry.body, isSigned)
    outgoing.writeHead(status, body ? { 'content-type': 'application/json' } : {})
    outgoing.end(body && JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(discord, server)
  return { discord, seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

const PONG = { status: 200, body: { type: 1 } }
const respondCorrectly = ({ type }: { type: number }, isSigned: boolean): Answer => {
  if (!isSigned) return { status: 401 }
  return type === 1 ? PONG : { status: 202 }
}

test.each<[string, Parameters<typeof startEndpoint>[0]]>([
  ['accepts invalid signatures', () => PONG],
  ['rejects everything', () => ({ status: 401 })],
  ['answers a PING with something else', (_, isSigned) => (isSigned ? { status: 202 } : { status: 401 })],
])('an endpoint that %s is not accepted', async (_, handle) => {
  const { discord, url } = await startEndpoint(handle)
  await expect(discord.setInteractionsEndpoint(url)).rejects.toThrow('could not be verified')
})

async function runCommand(discord: DiscordSandbox): Promise<Interaction> {
  const guild = discord.addGuild({ name: 'Velo Club' })
  const channel = guild.addChannel({ name: 'rides' })
  const ana = discord.addPerson({ username: 'ana' })
  guild.join(ana)
  const rest = new REST({ api: discord.apiUrl }).setToken(TOKEN)
  const commands = [{ name: 'help', description: 'Help' }]
  await rest.put(Routes.applicationCommands(discord.applicationId), { body: commands })
  return ana.runCommand(channel, '/help')
}

test('a correct endpoint receives signed interactions', async () => {
  const { discord, seen, url } = await startEndpoint(respondCorrectly)
  await discord.setInteractionsEndpoint(url)
  expect(seen.map(({ isSigned }) => isSigned)).toEqual([false, true])
  const { id } = await runCommand(discord)
  const received = () => seen.filter(({ body }) => body.id === id).map(({ isSigned }) => isSigned)
  await expect.poll(received).toEqual([true, false])
  expect(discord.complaints).toEqual([])
})

test.each<[string, Parameters<typeof startEndpoint>[0], string]>([
  ['later accepts bad signatures', ({ type }) => (type === 1 ? PONG : { status: 202 }), 'wrong signature was taken'],
  ['later fails', () => ({ status: 500 }), 'answered with 500'],
])('an endpoint that %s causes a complaint', async (_, handle, complaint) => {
  let isChanged = false
  const { discord, url } = await startEndpoint((...request) =>
    isChanged ? handle(...request) : respondCorrectly(...request),
  )
  await discord.setInteractionsEndpoint(url)
  isChanged = true
  await runCommand(discord)
  await expect.poll(() => discord.complaints[0]).toContain(complaint)
})
