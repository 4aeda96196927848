// Loaded before a program: its timers and `performance.now` go twenty times as fast, so that a wait of half a minute is over in 1.5 s.
const TIMES = 20

const { setTimeout: realSetTimeout } = globalThis
const realNow = performance.now.bind(performance)

globalThis.setTimeout = Object.assign(
  (callback, ms = 0, ...given) => realSetTimeout(callback, ms / TIMES, ...given),
  realSetTimeout,
)
performance.now = () => realNow() * TIMES
