import { randomBytes } from 'node:crypto'

/** Sends the handshake to the callback; `fault` is the program's mistake, excluding unreachability. */
export async function handshake(
  callback: string,
  verifyToken: string,
  signal: AbortSignal,
): Promise<{ verified: boolean; fault?: string }> {
  const challenge = randomBytes(10).toString('hex')
  const asked = new URL(callback)
  asked.searchParams.set('hub.mode', 'subscribe')
  asked.searchParams.set('hub.challenge', challenge)
  asked.searchParams.set('hub.verify_token', verifyToken)
  try {
    const answer = await fetch(asked, { signal })
    const body = await answer.text()
    if (answer.status !== 200) return { verified: false }
    if (challengeIn(body) === challenge) return { verified: true }
    return { verified: false, fault: 'the callback did not give the hub.challenge back as JSON' }
  } catch {
    return { verified: false }
  }
}

function challengeIn(body: string): unknown {
  try {
    return (JSON.parse(body) as Record<string, unknown>)['hub.challenge']
  } catch {
    return undefined
  }
}
