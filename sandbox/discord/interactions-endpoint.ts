import { generateKeyPairSync, sign } from 'node:crypto'
import { TestSetupError } from './api-errors.ts'
import { firstResponseMs } from './deadlines.ts'
import type { Json } from './discord-types.ts'

/** Discord sends interactions over HTTP instead of the gateway: https://docs.discord.com/developers/interactions/overview */
export interface InteractionsEndpoint {
  /** 64 hexadecimal digits. */
  publicKey: string
  readonly url: string | undefined
  /** Checks an endpoint, and uses it if it passes. Undefined: the gateway again. */
  set(url: string | undefined): Promise<void>
  /** The headers of a signed request. `at` is in milliseconds. */
  signatureOf(body: string, at?: number): Record<string, string>
  send(interaction: Json): void
}

/** For every this many interactions, an extra one with a wrong signature is sent. */
const BAD_SIGNATURE_INTERVAL = 10

export function createInteractionsEndpoint({
  applicationId,
  id,
  now,
  complain,
}: {
  applicationId: string
  id: () => string
  now: () => number
  complain: (text: string) => void
}): InteractionsEndpoint {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  let url: string | undefined
  let sent = 0

  const signatureOf = (body: string, at = now()) => {
    const timestamp = String(Math.floor(at / 1000))
    const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex')
    return { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp }
  }

  const post = (target: string, body: string, headers: Record<string, string>) =>
    fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Discord-Interactions/1.0', ...headers },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(firstResponseMs),
    })

  const hasRefusedBadSignature = async (target: string, body: string): Promise<boolean> =>
    (await post(target, body, signatureOf(`${body} `))).status === 401

  async function answersPing(target: string, body: string): Promise<boolean> {
    const answer = await post(target, body, signatureOf(body))
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
    return answer.status === 200 && isJson && ((await answer.json()) as Json).type === 1
  }

  async function deliver(target: string, body: string): Promise<void> {
    const answer = await post(target, body, signatureOf(body))
    if (answer.status !== 202 || (await answer.text()) !== '')
      complain(`POST ${target}: an interaction was answered with ${answer.status}, not with an empty 202`)
    if (sent % BAD_SIGNATURE_INTERVAL === 0 && !(await hasRefusedBadSignature(target, body)))
      complain(`POST ${target}: an interaction with a wrong signature was taken`)
    sent += 1
  }

  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    get url() {
      return url
    },
    async set(target) {
      const ping = JSON.stringify({ id: id(), application_id: applicationId, type: 1, token: 'ping', version: 1 })
      if (target && !((await hasRefusedBadSignature(target, ping)) && (await answersPing(target, ping))))
        throw new TestSetupError('The specified interactions endpoint url could not be verified.')
      url = target
    },
    signatureOf,
    send(interaction) {
      // Without an answer, the person sees that the application did not respond.
      if (url) deliver(url, JSON.stringify(interaction)).catch(() => {})
    },
  }
}
