// Loaded before a program (`node --import`): its Date is ahead of the machine's by `?ahead=` milliseconds, and later by
// the value that its parent last sent over IPC. Timers and `performance` are unaffected.
import { isMainThread } from 'node:worker_threads'

const RealDate = Date
const realNow = RealDate.now
let aheadMs = Number(new URL(import.meta.url).searchParams.get('ahead') ?? 0)

RealDate.now = () => realNow() + aheadMs
const ShiftedDate = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length > 0 ? given : [target.now()], newTarget),
  apply: (target) => new target(target.now()).toString(),
})
RealDate.prototype.constructor = ShiftedDate
globalThis.Date = ShiftedDate

if (isMainThread && process.channel) {
  process.on('message', (message) => {
    if (typeof message?.aheadMs !== 'number') return
    aheadMs = message.aheadMs
    process.send?.({ aheadMs })
  })
  // The listener must not keep the process alive.
  process.channel.unref()
}
