import { type Call, isLookedAt, type Kind, toPath } from './call.ts'

export interface RecordedRequest {
  /** ms, by the sandbox's clock */
  at: number
  method: string
  /** path and query; secrets are struck out */
  path: string
  kind: Kind
  athleteId?: string
  /** 0: there was no answer */
  status: number
}

export type Recorder = ReturnType<typeof createRecorder>

export function createRecorder() {
  const requests: RecordedRequest[] = []
  const complaints: string[] = []
  const waiting = new Set<(request: RecordedRequest) => void>()
  return {
    requests,
    complaints,
    complain(call: Call, fault: string) {
      if (isLookedAt(call)) return
      complaints.push(`${call.method} ${toPath(call.url)}: ${fault}`)
    },
    add(call: Call, status: number) {
      const request: RecordedRequest = {
        at: call.at,
        method: call.method,
        path: toPath(call.url),
        kind: call.kind,
        ...(call.athleteId === undefined ? {} : { athleteId: call.athleteId }),
        status,
      }
      requests.push(request)
      for (const look of [...waiting]) look(request)
    },
    waitFor(predicate: (request: RecordedRequest) => boolean, what: string, withinMs = 5000): Promise<RecordedRequest> {
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
        const look = (request: RecordedRequest) => {
          if (!predicate(request)) return
          stop()
          resolve(request)
        }
        waiting.add(look)
      })
    },
  }
}
