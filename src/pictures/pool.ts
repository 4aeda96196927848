import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'

/** What a thread answers to each message: the result, or what went wrong. */
export type Answer<Result> = { done: Result } | { failed: string }

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

const failed = (why: string) =>
  new AppError('picture-failed', `a picture could not be drawn: ${why}`, {
    say: { key: 'error.unforeseen' },
    retry: { kind: 'backoff' },
  })

/**
 * Threads that do one thing after another, and nothing else: no more than `threads` at once, none before there is something
 * to do, and none that has had nothing to do for `idle` milliseconds. One that dies, or that takes longer than `limit` milliseconds,
 * takes with it what it was doing, and nothing more.
 *
 * @param script answers each message with one `Answer`
 */
export function createPool<Job, Result>(options: {
  script: URL
  /** The whole environment of a thread. */
  env: Record<string, string>
  threads: number
  limit: number
  idle: number
}) {
  const { script, env, threads: most, limit, idle } = options
  const threads = new Set<Thread<Job, Result>>()
  const waiting: Task<Job, Result>[] = []
  let closed = false

  function rest(thread: Thread<Job, Result>): void {
    thread.task = undefined
    clearTimeout(thread.timer)
    thread.worker.unref()
    thread.timer = setTimeout(() => end(thread, 'it was at rest'), idle)
    thread.timer.unref()
    next()
  }

  /** A thread that is no more. What it was doing fails; what waits goes to others. */
  function end(thread: Thread<Job, Result>, why: string): void {
    if (!threads.delete(thread)) return
    clearTimeout(thread.timer)
    void thread.worker.terminate()
    thread.task?.reject(failed(why))
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
    worker.on('message', (answer: Answer<Result>) => {
      if (!threads.has(thread)) return
      if ('done' in answer) thread.task?.resolve(answer.done)
      else thread.task?.reject(failed(answer.failed))
      rest(thread)
    })
    worker.on('error', (error) => end(thread, `${error.name}: ${error.message}`))
    worker.on('exit', (code) => end(thread, `the thread ended with ${code}`))
    threads.add(thread)
    return thread
  }

  function next(): void {
    if (closed || waiting.length === 0) return
    const free = [...threads].find(({ task }) => !task) ?? (threads.size < most ? start() : undefined)
    const task = free && waiting.shift()
    if (!task) return
    free.task = task
    clearTimeout(free.timer)
    free.timer = setTimeout(() => end(free, `not done within ${limit / 1000} s`), limit)
    free.worker.ref()
    free.worker.postMessage(task.job)
    next()
  }

  return {
    /** Rejects with an AppError of the kind `picture-failed`. */
    run(job: Job): Promise<Result> {
      return new Promise((resolve, reject) => {
        if (closed) return reject(failed('the program is stopping'))
        waiting.push({ job, resolve, reject })
        next()
      })
    },

    /** How many threads there are. */
    size: () => threads.size,

    /** Ends all threads at once, and with them what they are doing. */
    async close(): Promise<void> {
      closed = true
      for (const { reject } of waiting.splice(0)) reject(failed('the program is stopping'))
      const ended = [...threads].map(({ worker }) => worker.terminate())
      for (const thread of [...threads]) end(thread, 'the program is stopping')
      await Promise.all(ended)
    },
  }
}
