import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Budget } from './budget.ts'
import type { Kind } from './call.ts'
import { corrupted, fault } from './faults.ts'

export type Outage = '503' | 'hang' | 'drop' | 'html'
export type Failure = Outage | '500' | '429' | 'drop-after'

/** Which calls fail. */
export interface Match {
  kind?: Kind
}

export type Trouble = ReturnType<typeof createTrouble>

export function createTrouble() {
  let outage: Outage | undefined
  const planned: { left: number; hit: number; how: Failure; kind: Kind | undefined }[] = []
  let sometimes: { share: number; hows: readonly Failure[]; kind: Kind | undefined; random: () => number } | undefined
  const fits = (one: { kind: Kind | undefined }, kind: Kind) => one.kind === undefined || one.kind === kind
  return {
    goesDown(how: Outage = '503') {
      outage = how
    },
    comesBack() {
      outage = undefined
    },
    failsNext(n: number, how: Failure, match: Match = {}) {
      const plan = { left: n, hit: 0, how, kind: match.kind }
      planned.push(plan)
      return () => {
        plan.left = 0
        return plan.hit
      }
    },
    failsSometimes(share: number, hows: readonly Failure[], match: Match & { random?: () => number } = {}) {
      sometimes = { share, hows, kind: match.kind, random: match.random ?? Math.random }
    },
    failsNoMore() {
      planned.splice(0)
      sometimes = undefined
    },
    next(kind: Kind): Failure | undefined {
      if (outage) return outage
      const plan = planned.find((one) => one.left > 0 && fits(one, kind))
      if (plan) {
        plan.left -= 1
        plan.hit += 1
        return plan.how
      }
      if (!sometimes || !fits(sometimes, kind) || sometimes.random() >= sometimes.share) return undefined
      return sometimes.hows[Math.floor(sometimes.random() * sometimes.hows.length)]
    },
  }
}

const page = '<html><head><title>Strava</title></head><body><h1>We will be right back</h1></body></html>'

/** Carries the failure out. Status 0 stands for no answer. */
export function misbehave(how: Exclude<Failure, 'drop-after'>, kind: Kind, env: HttpBindings, budget: Budget) {
  if (how === 'hang') return { status: 0, response: RESPONSE_ALREADY_SENT }
  if (how === 'drop') return { status: 0, response: drop(env) }
  if (how === 'html') return answer(new Response(page, { status: 502, headers: { 'content-type': 'text/html' } }))
  if (how === '503') return answer(fault(503, 'Service Unavailable', 'Service', '', 'unavailable'))
  if (how === '500') return answer(corrupted())
  const response = budget.refusal()
  if (kind !== 'read') return answer(response)
  budget.refuseOne()
  for (const [name, value] of budget.headers(true)) response.headers.set(name, value)
  return answer(response)
}

const answer = (response: Response) => ({ status: response.status, response })

export function drop(env: HttpBindings): Response {
  env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}
