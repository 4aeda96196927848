import { parentPort } from 'node:worker_threads'

/** Runs the task of a job. Its counts are in memory shared with the test. */
parentPort.on('message', ({ task, shared, threads }) => {
  if (task === 'crash') {
    setImmediate(() => {
      throw new Error('out of paint')
    })
  } else if (task === 'exit') {
    process.exit(3)
  } else if (task === 'hang') {
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  } else if (task === 'refuse') {
    parentPort.postMessage({ error: 'no such colour' })
  } else if (task === 'meet') {
    // [running now, most at the same time]: each job waits until all threads are busy.
    const counts = new Int32Array(shared)
    const now = Atomics.add(counts, 0, 1) + 1
    for (let most = Atomics.load(counts, 1); now > most; most = Atomics.load(counts, 1))
      if (Atomics.compareExchange(counts, 1, most, now) === most) Atomics.notify(counts, 1)
    for (let most = Atomics.load(counts, 1); most < threads; most = Atomics.load(counts, 1))
      if (Atomics.wait(counts, 1, most, 10_000) === 'timed-out') break
    Atomics.sub(counts, 0, 1)
    parentPort.postMessage({ result: 'met' })
  } else {
    parentPort.postMessage({ result: task })
  }
})
