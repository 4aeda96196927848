import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { CREDENTIALS } from '../../../sandbox/demo/demo-environment.ts'
import type { Channel, DiscordSandbox, Json } from '../../../sandbox/discord/index.ts'

export interface ReceivedInteraction {
  id: string
  token: string
  type: number
  data: Json
}

const USER_AGENT = 'DiscordBot (https://example.org, 1)'

const NO_PINGS = { allowed_mentions: { parse: [] } }

type Respond = (interaction: ReceivedInteraction) => Json | undefined

export const picture = (color: string, width = 320, height = 200): Blob =>
  new Blob(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="${color}"/></svg>`,
    ],
    { type: 'image/svg+xml' },
  )

/** A bot that posts and answers interactions as the test says. Without a response, an interaction times out. */
export async function startScriptedBot(discord: DiscordSandbox, channel: Channel) {
  const messages = `channels/${channel.id}/messages`
  const received: ReceivedInteraction[] = []
  let respond: Respond = () => undefined
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(discord.publicKey, 'hex').toString('base64url') },
    format: 'jwk',
  })
  async function discordCall(method: string, path: string, body?: Json, files: Record<string, Blob> = {}) {
    const form = new FormData()
    form.set('payload_json', JSON.stringify(body ?? {}))
    for (const [index, [name, file]] of Object.entries(files).entries()) form.set(`files[${index}]`, file, name)
    const answer = await fetch(`${discord.apiUrl}/v10/${path}`, {
      ...{ method, headers: { authorization: `Bot ${CREDENTIALS.botToken}`, 'user-agent': USER_AGENT } },
      ...(body ? { body: form } : {}),
    })
    if (!answer.ok) throw new Error(`Discord answered ${answer.status}: ${await answer.text()}`)
    return answer.status === 204 ? {} : ((await answer.json()) as Json)
  }
  const server = createServer(async (incoming, outgoing) => {
    const raw = await text(incoming)
    const header = (name: string) => String(incoming.headers[name])
    const signed = Buffer.from(`${header('x-signature-timestamp')}${raw}`)
    const isSigned = verify(null, signed, key, Buffer.from(header('x-signature-ed25519'), 'hex'))
    const interaction = JSON.parse(raw) as ReceivedInteraction
    outgoing.writeHead(isSigned ? (interaction.type === 1 ? 200 : 202) : 401, { 'content-type': 'application/json' })
    outgoing.end(isSigned && interaction.type === 1 ? '{"type":1}' : undefined)
    if (!isSigned || interaction.type === 1) return
    received.push(interaction)
    const callback = respond(interaction)
    if (callback) await discordCall('POST', `interactions/${interaction.id}/${interaction.token}/callback`, callback)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await discord.setInteractionsEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)

  return {
    received,
    /** Sets how interactions are answered, and forgets those received so far. */
    respondWith(next: Respond) {
      received.splice(0)
      respond = next
    },
    post: async (body: Json, files?: Record<string, Blob>): Promise<string> =>
      String((await discordCall('POST', messages, { ...NO_PINGS, ...body }, files)).id),
    edit: (id: string, body: Json) => discordCall('PATCH', `${messages}/${id}`, { ...NO_PINGS, ...body }),
    remove: (id: string) => discordCall('DELETE', `${messages}/${id}`),
    async close() {
      await discord.setInteractionsEndpoint(undefined)
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
