import type { DiscordSandbox, Failure, Outage, RequestMatch } from './control.ts'
import { Refusal } from './errors.ts'

export interface Levers {
  goesDown(how: Outage): void
  comesBack(): void
  failsNext(n: number, how: Failure, match: RequestMatch): () => number
  failsSometimes: DiscordSandbox['failsSometimes']
  failsNoMore(): void
  /** What is planned for this request; uses one planned failure up. */
  judge(request: { method: string; path: string }): Failure | undefined
  /** Resolves when hanging requests are let go. */
  released(): Promise<void>
}

export function createLevers(): Levers {
  let outage: Outage | undefined
  const planned: { left: number; hit: number; how: Failure; match: RequestMatch }[] = []
  let sometimes: { share: number; hows: readonly Failure[]; match: RequestMatch; random: () => number } | undefined
  const hanging = new Set<() => void>()
  return {
    goesDown(how) {
      outage = how
    },
    comesBack() {
      outage = undefined
      for (const letGo of hanging) letGo()
      hanging.clear()
    },
    failsNext(n, how, match) {
      const plan = { left: n, hit: 0, how, match }
      planned.push(plan)
      return () => {
        plan.left = 0
        return plan.hit
      }
    },
    failsSometimes(share, hows, { match = () => true, random = Math.random } = {}) {
      sometimes = { share, hows, match, random }
    },
    failsNoMore() {
      planned.splice(0)
      sometimes = undefined
    },
    judge(request) {
      if (outage !== undefined) return outage === '503' ? { status: 503 } : { [outage]: true }
      const plan = planned.find((one) => one.left > 0 && one.match(request))
      if (plan !== undefined) {
        plan.left -= 1
        plan.hit += 1
        return plan.how
      }
      if (sometimes === undefined || !sometimes.match(request) || sometimes.random() >= sometimes.share)
        return undefined
      return sometimes.hows[Math.floor(sometimes.random() * sometimes.hows.length)]
    },
    released: () => new Promise((resolve) => hanging.add(resolve)),
  }
}

/** The answer for a planned failure: status, body and headers as Discord sends them. */
export function failureResponse(how: Failure): Response {
  const limited = how.retryAfter !== undefined || how.scope !== undefined
  const status = how.status ?? (limited ? 429 : how.code === undefined ? 500 : 400)
  if (status === 429) return rateLimitResponse(how)
  const message = how.message ?? (how.code === undefined ? `${status}: planned failure` : 'Planned failure')
  return Response.json(new Refusal(status, how.code ?? 0, message).body(), { status })
}

function rateLimitResponse(how: Failure): Response {
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
