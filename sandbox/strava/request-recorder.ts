import { type CallKind, type IncomingCall, isBrowserRequest, toRedactedPath } from './incoming-call.ts'

export interface RecordedStravaRequest {
  /** ms, by the sandbox's clock */
  at: number
  method: string
  /** path and query; secrets are removed */
  path: string
  kind: CallKind
  athleteId?: string
  /** 0: no response */
  status: number
}

export type RequestRecorder = ReturnType<typeof createRequestRecorder>

export function createRequestRecorder(onChange: () => void) {
  const requests: RecordedStravaRequest[] = []
  const complaints: string[] = []
  const waiting = new Set<(request: RecordedStravaRequest) => void>()
  return {
    requests,
    complaints,
    clear() {
      requests.splice(0)
      complaints.splice(0)
    },
    complain(call: IncomingCall, fault: string) {
      if (isBrowserRequest(call)) return
      complaints.push(`${call.method} ${toRedactedPath(call.url)}: ${fault}`)
    },
    record(call: IncomingCall, status: number) {
      const request: RecordedStravaRequest = {
        at: call.at,
        method: call.method,
        path: toRedactedPath(call.url),
        kind: call.kind,
        ...(call.athleteId === undefined ? {} : { athleteId: call.athleteId }),
        status,
      }
      requests.push(request)
      onChange()
      for (const look of [...waiting]) look(request)
    },
    waitForRequest(
      predicate: (request: RecordedStravaRequest) => boolean,
      what: string,
      withinMs = 30_000,
    ): Promise<RecordedStravaRequest> {
      const seen = requests.find(predicate)
      if (seen) return Promise.resolve(seen)
      return new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer)
          waiting.delete(look)
        }
        const timer = setTimeout(() => {
          stop()
          const last = requests.slice(-5).map((r) => `${r.method} ${r.path} → ${r.status}`)
          const tail = last.length ? `the last requests were: ${last.join('; ')}` : 'there was no request at all'
          reject(new Error(`Waited ${withinMs} ms for ${what} at the sandbox Strava, in vain; ${tail}`))
        }, withinMs)
        const look = (request: RecordedStravaRequest) => {
          if (!predicate(request)) return
          stop()
          resolve(request)
        }
        waiting.add(look)
      })
    },
  }
}
