import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'

/** What a thread answers to each message: the result, or what went wrong. */
export type ThreadResult<Result> = { done: Result } | { failed: string }

interface Task<Job, Result> {
  job: Job
  resolve: (result: Result) => void
  reject: (error: AppError) => void
}

interface Thread<Job, Result> {
  worker: Worker
  task: Task<Job, Result> | undefined
  /** Ends the thread: because its task takes too long, or because there is none. */
  timer: NodeJS.Timeout | undefined
}

const imageFailed = (why: string) =>
  new AppError('image-failed', `an image could not be drawn: ${why}`, {
    userMessage: { key: 'error.unforeseen' },
    retry: { kind: 'backoff' },
  })

/**
 * Threads that do one thing after another, and nothing else: no more than `threads` at once, none before there is something
 * to do, and none that has had nothing to do for `idleMs` milliseconds. One that dies, or that takes longer than `timeoutMs` milliseconds,
 * takes with it what it was doing, and nothing more.
 *
 * @param script answers each message with one `ThreadResult`
 */
export function createThreadPool<Job, Result>(options: {
  script: URL
  /** The whole environment of a thread. */
  env: Record<string, string>
  threads: number
  timeoutMs: number
  idleMs: number
}) {
  const { script, env, threads: maxThreads, timeoutMs, idleMs } = options
  const threads = new Set<Thread<Job, Result>>()
  const queued: Task<Job, Result>[] = []
  let closed = false

  function release(thread: Thread<Job, Result>): void {
    thread.task = undefined
    clearTimeout(thread.timer)
    thread.worker.unref()
    thread.timer = setTimeout(() => terminate(thread, 'it was at rest'), idleMs)
    thread.timer.unref()
    next()
  }

  /** A thread that is no more. What it was doing fails; what waits goes to others. */
  function terminate(thread: Thread<Job, Result>, why: string): void {
    if (!threads.delete(thread)) return
    clearTimeout(thread.timer)
    void thread.worker.terminate()
    thread.task?.reject(imageFailed(why))
    next()
  }

  function start(): Thread<Job, Result> {
    const worker = new Worker(script, {
      // Whatever else the program loads as it starts, a thread does without.
      execArgv: [],
      env,
      // What is young is collected early: a thread keeps a few megabytes rather than dozens.
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 2 },
    })
    const thread: Thread<Job, Result> = { worker, task: undefined, timer: undefined }
    worker.on('message', (answer: ThreadResult<Result>) => {
      if (!threads.has(thread)) return
      if ('done' in answer) thread.task?.resolve(answer.done)
      else thread.task?.reject(imageFailed(answer.failed))
      release(thread)
    })
    worker.on('error', (error) => terminate(thread, `${error.name}: ${error.message}`))
    worker.on('exit', (code) => terminate(thread, `the thread ended with ${code}`))
    threads.add(thread)
    return thread
  }

  function next(): void {
    if (closed || queued.length === 0) return
    const free = [...threads].find(({ task }) => !task) ?? (threads.size < maxThreads ? start() : undefined)
    const task = free && queued.shift()
    if (!task) return
    free.task = task
    clearTimeout(free.timer)
    free.timer = setTimeout(() => terminate(free, `not done within ${timeoutMs / 1000} s`), timeoutMs)
    free.worker.ref()
    free.worker.postMessage(task.job)
    next()
  }

  return {
    /** Rejects with an AppError of the kind `image-failed`. */
    run(job: Job): Promise<Result> {
      return new Promise((resolve, reject) => {
        if (closed) return reject(imageFailed('the program is stopping'))
        queued.push({ job, resolve, reject })
        next()
      })
    },

    /** How many threads there are. */
    size: () => threads.size,

    /** Ends all threads at once, and with them what they are doing. */
    async close(): Promise<void> {
      closed = true
      for (const { reject } of queued.splice(0)) reject(imageFailed('the program is stopping'))
      const ended = [...threads].map(({ worker }) => worker.terminate())
      for (const thread of [...threads]) terminate(thread, 'the program is stopping')
      await Promise.all(ended)
    },
  }
}
