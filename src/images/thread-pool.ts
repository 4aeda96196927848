import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'

/** A thread's answer to each message. */
export type ThreadResult<Result> = { result: Result } | { error: string }

interface Task<Job, Result> {
  job: Job
  resolve: (result: Result) => void
  reject: (error: AppError) => void
}

interface Thread<Job, Result> {
  worker: Worker
  task: Task<Job, Result> | undefined
  /** Ends the thread when its task takes too long, or when it is idle. */
  timer: NodeJS.Timeout | undefined
}

const imageFailed = (reason: string) =>
  new AppError('image-failed', `an image couldn't be drawn: ${reason}`, {
    userMessage: { key: 'error.unforeseen' },
    retry: { kind: 'backoff' },
  })

/**
 * Runs jobs in at most `threads` threads, one job at a time in each. Threads start when there are jobs, and end when
 * they are idle. If a thread crashes or a job times out, only that job fails.
 *
 * @param options.script answers each message with one `ThreadResult`
 * @param options.timeoutMs for one job, from when a thread starts it
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
  let isClosed = false

  function release(thread: Thread<Job, Result>): void {
    thread.task = undefined
    clearTimeout(thread.timer)
    thread.worker.unref()
    thread.timer = setTimeout(() => terminate(thread, 'the thread was idle'), idleMs)
    thread.timer.unref()
    assignTasks()
  }

  /** Ends a thread. Its task fails; queued tasks go to others. */
  function terminate(thread: Thread<Job, Result>, reason: string): void {
    if (!threads.delete(thread)) return
    clearTimeout(thread.timer)
    void thread.worker.terminate()
    thread.task?.reject(imageFailed(reason))
    assignTasks()
  }

  function start(): Thread<Job, Result> {
    const worker = new Worker(script, {
      // Threads don't load what the command line preloads into the process.
      execArgv: [],
      env,
      // Frequent small collections: a thread's heap stays at a few megabytes instead of dozens.
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 2 },
    })
    const thread: Thread<Job, Result> = { worker, task: undefined, timer: undefined }
    worker.on('message', (answer: ThreadResult<Result>) => {
      if (!threads.has(thread)) return
      if ('result' in answer) thread.task?.resolve(answer.result)
      else thread.task?.reject(imageFailed(answer.error))
      release(thread)
    })
    worker.on('error', (error) => terminate(thread, `${error.name}: ${error.message}`))
    worker.on('exit', (code) => terminate(thread, `the thread exited with code ${code}`))
    threads.add(thread)
    return thread
  }

  function assignTasks(): void {
    if (isClosed || queued.length === 0) return
    const free = [...threads].find(({ task }) => !task) ?? (threads.size < maxThreads ? start() : undefined)
    const task = free && queued.shift()
    if (!task) return
    free.task = task
    clearTimeout(free.timer)
    free.timer = setTimeout(() => terminate(free, `timed out after ${timeoutMs / 1000} s`), timeoutMs)
    free.worker.ref()
    free.worker.postMessage(task.job)
    assignTasks()
  }

  return {
    /** Rejects with an AppError of the kind `image-failed`. */
    run(job: Job): Promise<Result> {
      return new Promise((resolve, reject) => {
        if (isClosed) return reject(imageFailed('the program is stopping'))
        queued.push({ job, resolve, reject })
        assignTasks()
      })
    },

    /** The number of threads. */
    size: () => threads.size,

    /** Ends all threads immediately. Running and queued jobs fail. */
    async close(): Promise<void> {
      isClosed = true
      for (const { reject } of queued.splice(0)) reject(imageFailed('the program is stopping'))
      const ended = [...threads].map(({ worker }) => worker.terminate())
      for (const thread of [...threads]) terminate(thread, 'the program is stopping')
      await Promise.all(ended)
    },
  }
}
