import { ApiError } from './api-errors.ts'
import type { DiscordFailure, DiscordOutage, DiscordSandbox, RequestMatch } from './discord-sandbox.ts'

export interface DiscordFaultInjection {
  startOutage(how: DiscordOutage): void
  endOutage(): void
  failNext(n: number, how: DiscordFailure, match: RequestMatch): () => number
  failRandomly: DiscordSandbox['failRandomly']
  clearFailures(): void
  /** Takes the fault planned for this request, if any. */
  nextFailure(request: { method: string; path: string }): DiscordFailure | undefined
  /** Resolves when hanging requests are released. */
  waitForRelease(): Promise<void>
}

export function createDiscordFaultInjection(): DiscordFaultInjection {
  let outage: DiscordOutage | undefined
  const planned: { left: number; hitCount: number; how: DiscordFailure; match: RequestMatch }[] = []
  let randomFailures:
    | { share: number; hows: readonly DiscordFailure[]; match: RequestMatch; random: () => number }
    | undefined
  const hanging = new Set<() => void>()
  return {
    startOutage(how) {
      outage = how
    },
    endOutage() {
      outage = undefined
      for (const release of hanging) release()
      hanging.clear()
    },
    failNext(n, how, match) {
      const plan = { left: n, hitCount: 0, how, match }
      planned.push(plan)
      return () => {
        plan.left = 0
        return plan.hitCount
      }
    },
    failRandomly(share, hows, { match = () => true, random = Math.random } = {}) {
      randomFailures = { share, hows, match, random }
    },
    clearFailures() {
      planned.splice(0)
      randomFailures = undefined
    },
    nextFailure(request) {
      if (outage !== undefined) return outage === '503' ? { status: 503 } : { [outage]: true }
      const plan = planned.find((one) => one.left > 0 && one.match(request))
      if (plan !== undefined) {
        plan.left -= 1
        plan.hitCount += 1
        return plan.how
      }
      if (
        randomFailures === undefined ||
        !randomFailures.match(request) ||
        randomFailures.random() >= randomFailures.share
      )
        return undefined
      return randomFailures.hows[Math.floor(randomFailures.random() * randomFailures.hows.length)]
    },
    waitForRelease: () => new Promise((resolve) => hanging.add(resolve)),
  }
}

/** The response for a planned fault: status, body and headers as Discord sends them. */
export function failureResponse(how: DiscordFailure): Response {
  const limited = how.retryAfter !== undefined || how.scope !== undefined
  const status = how.status ?? (limited ? 429 : how.code === undefined ? 500 : 400)
  if (status === 429) return rateLimitResponse(how)
  const message = how.message ?? (how.code === undefined ? `${status}: planned failure` : 'Planned failure')
  return Response.json(new ApiError(status, how.code ?? 0, message).body(), { status })
}

function rateLimitResponse(how: DiscordFailure): Response {
  const seconds = how.retryAfter ?? 1
  const scope = how.scope ?? 'user'
  const isGlobal = scope === 'global'
  return Response.json(
    { message: 'You are being rate limited.', retry_after: seconds, global: isGlobal, code: how.code ?? 0 },
    {
      status: 429,
      headers: {
        'Retry-After': String(Math.ceil(seconds * 1000) / 1000),
        'X-RateLimit-Scope': scope,
        Via: '1.1 sandbox',
        ...(isGlobal
          ? { 'X-RateLimit-Global': 'true' }
          : {
              'X-RateLimit-Limit': '5',
              'X-RateLimit-Remaining': '0',
              'X-RateLimit-Reset-After': String(seconds),
              'X-RateLimit-Bucket': 'planned',
            }),
      },
    },
  )
}
