import { parentPort } from 'node:worker_threads'

/** A thread that does as it is told. What it counts stands in memory that the test shares with it. */
parentPort.on('message', ({ what, shared }) => {
  if (what === 'crash') {
    setImmediate(() => {
      throw new Error('out of paint')
    })
  } else if (what === 'exit') {
    process.exit(3)
  } else if (what === 'hang') {
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  } else if (what === 'refuse') {
    parentPort.postMessage({ failed: 'no such colour' })
  } else if (what === 'meet') {
    // [at once, most at once]: as long as it waits, others may come.
    const counts = new Int32Array(shared)
    const now = Atomics.add(counts, 0, 1) + 1
    if (now > Atomics.load(counts, 1)) Atomics.store(counts, 1, now)
    Atomics.wait(counts, 2, 0, 40)
    Atomics.sub(counts, 0, 1)
    parentPort.postMessage({ done: 'met' })
  } else {
    parentPort.postMessage({ done: what })
  }
})
