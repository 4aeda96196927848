import { z } from 'zod'
import type { Urgency } from '../domain/places.ts'
import { REPLY_LIFE } from '../domain/reply.ts'
import { AppError, toAppError } from '../errors.ts'
import { apologise } from './apologise.ts'
import { askSchema } from './ask.ts'
import { type AskerOptions, createAsker } from './asker.ts'
import { linkDied } from './dead-link.ts'
import type { AskedJob, BackgroundJob, Job } from './define.ts'
import type { JobDeps } from './deps.ts'
import { FAULTS, latestFor, planFailure } from './failure.ts'
import { type Outcome, toWait } from './outcome.ts'

/** Who reads at Strava, and until when that is of any use (epoch milliseconds). */
interface Caller {
  urgency: Urgency
  id: string
  returns: boolean
  latest: number | undefined
  /** The Discord user who waits, if one does. */
  requester: string | undefined
}

export interface RunnerOptions extends Omit<AskerOptions, 'deps'> {
  jobs: readonly Job[]
  deps: Omit<JobDeps, 'activities'>
  /** What a run may read of Strava, within the limits for the likes of it. */
  activitiesFor(caller: Caller): JobDeps['activities']
  /** Whether the bot works in this server. */
  isAllowedGuild: (guildId: string) => boolean
  /** Whether an error says that Redis is unavailable, or cannot keep anything. */
  isRedisUnavailable: (error: unknown) => boolean
}

export interface Run {
  /** The same in all runs of the same job. */
  id: string
  /** By which the queue knows it. */
  jobId: string
  /** It was put off before. */
  returns: boolean
  name: string
  data: unknown
  /** The same for everything that one event or command led to. */
  correlationId: string
  /** The kinds of the errors with which earlier attempts failed. */
  reasons: readonly string[]
  /** This attempt, counted from 1, and how many there may be. */
  attempt: number
  attempts: number
}

/** What a log line may tell of the data of a job: which activity, and where. Not who. */
const placeSchema = z.object({
  activityId: z.string().optional(),
  guildId: z.string().optional(),
  channelId: z.string().optional(),
  ask: z.object({ guildId: z.string() }).optional(),
})

/** By which the operator finds a job again: in the log, with `npm run jobs`, and from the event or command on that led to it. */
function fieldsOf({ jobId, name, data, correlationId, attempt }: Run) {
  const { ask, ...place } = placeSchema.safeParse(data).data ?? {}
  return { job: name, jobId, correlationId, attempt, ...ask, ...place }
}

/** Of whom a job reads something: an athlete, or another member than the one who asks. */
const ownerSchema = z.object({ athleteId: z.string().optional(), memberId: z.string().optional() })

const NEEDS_MEMBER = new Set(['grant-dead', 'grant-sealed', 'scope-missing'])

/** A worker with the right key may take a job that this one cannot answer. Milliseconds. */
const OTHER_WORKER_MS = 1000

const undecryptableOr = (error: unknown): 'undecryptable' => {
  if (error instanceof AppError && error.kind === 'grant-sealed') return 'undecryptable'
  throw error
}

/** The process that took the command may have another list of servers than this one. */
const otherServer = () =>
  new AppError('bad-input', 'asked in a server in which the bot does not work', { say: { key: 'error.otherServer' } })

/** Runs jobs, and alone decides what an error in one of them means: tell whoever waits, try again, wait, or fail. */
export function createRunner(options: RunnerOptions) {
  const { jobs, deps: shared, activitiesFor, isAllowedGuild, isRedisUnavailable, ...talking } = options
  const { replies, log, now, onBotTokenRefused } = talking
  const asker = createAsker({ ...talking, deps: shared })
  const byName = new Map(jobs.map((job) => [job.name, job]))

  const toError = (thrown: unknown): AppError =>
    isRedisUnavailable(thrown)
      ? new AppError('redis-unavailable', 'Redis is unavailable, or cannot keep anything', {
          say: { key: 'error.redisOutcomeUnknown' },
          retry: { kind: 'backoff' },
          cause: thrown,
        })
      : toAppError(thrown)

  const depsOf = (run: Run, urgency: Urgency, asked?: { latest: number; requester: string }): JobDeps => ({
    ...shared,
    log: log.child({ correlationId: run.correlationId }),
    queue: { ...shared.queue, add: (request) => shared.queue.add({ correlationId: run.correlationId, ...request }) },
    activities: activitiesFor({
      ...{ urgency, id: run.id, returns: run.returns },
      ...{ latest: asked?.latest, requester: asked?.requester },
    }),
  })

  /** A job that cannot be run at all: if somebody waits for it, they are told. */
  async function abandon(run: Run): Promise<Outcome> {
    log.error(fieldsOf(run), 'a job failed without a result')
    const asked = z.object({ ask: askSchema }).safeParse(run.data)
    if (asked.success)
      await shared.queue.add({ ...apologise.request({ ask: asked.data.ask }), correlationId: run.correlationId })
    return { kind: 'failed', reason: 'unforeseen' }
  }

  /** The member whose link is dead is told, unless it is they who read so in an answer. */
  async function tellOwner({ data }: Run, deps: JobDeps): Promise<void> {
    const { athleteId, memberId } = ownerSchema.safeParse(data).data ?? {}
    const userId = memberId ?? (athleteId === undefined ? undefined : await deps.links.ownerOf(athleteId))
    const link = userId === undefined ? undefined : await deps.links.find(userId)
    if (link) await linkDied(link, deps)
  }

  async function runAsked(job: AskedJob, run: Run): Promise<Outcome> {
    const work = job.prepare(run.data)
    if (!work) return abandon(run)
    const { interactionId, locale } = work.ask
    const reply = await asker.arrivalOf(interactionId, run.attempt).catch(undecryptableOr)
    if (reply === 'undecryptable') return { kind: 'wait', until: now() + OTHER_WORKER_MS }
    if (!reply) return { kind: 'expired' }
    const deadline = reply.receivedAt + REPLY_LIFE
    const deps = depsOf(run, 'asked', { latest: latestFor(deadline), requester: work.ask.userId })
    let isAnswering = false
    try {
      if (!isAllowedGuild(work.ask.guildId)) throw otherServer()
      const answer = await work.run(deps, { name: reply.askerName, username: reply.askerUsername })
      isAnswering = true
      await asker.answer(reply, answer, locale)
      if (!job.keepsReply) await replies.forget(interactionId)
      await asker.offer(work.ask.userId, reply, locale, deps)
      return { kind: 'done' }
    } catch (thrown) {
      const error = toError(thrown)
      const plan = planFailure(error, { ...run, now: now(), deadline, isAnswering })
      log[FAULTS[error.kind].level]({ ...fieldsOf(run), plan: plan.do, err: error }, 'a job failed')
      switch (plan.do) {
        case 'retry':
          return { kind: 'retry', reason: error.kind, after: plan.after }
        case 'wait':
          if (error.kind === 'rate-limited') await asker.tellToWait(reply, plan.until, locale)
          return toWait(plan.until, error)
        case 'give-up': {
          const outcome = await asker.tell(reply, error.say, locale, fieldsOf(run))
          if (error.kind === 'grant-dead') await tellOwner(run, deps)
          return outcome
        }
        case 'stop':
          onBotTokenRefused(error)
          return { kind: 'failed', reason: error.kind }
        case 'drop':
          await replies.forget(interactionId)
          return { kind: 'expired' }
      }
    }
  }

  async function runBackground(job: BackgroundJob, run: Run): Promise<Outcome> {
    const work = job.prepare(run.data)
    if (!work) return abandon(run)
    const deps = depsOf(run, job.urgency)
    try {
      await work.run(deps)
      return { kind: 'done' }
    } catch (thrown) {
      const error = toError(thrown)
      const plan = planFailure(error, { ...run, now: now(), deadline: undefined, isAnswering: false })
      // A member who has to link again is told once, or when they ask; nothing else is to be done about it here.
      if (NEEDS_MEMBER.has(error.kind)) {
        if (error.kind === 'grant-dead') await tellOwner(run, deps)
        log[FAULTS[error.kind].level](
          { ...fieldsOf(run), err: error },
          error.kind === 'grant-sealed' ? 'tokens cannot be decrypted' : 'a member has to link again',
        )
        return { kind: 'refused' }
      }
      log[FAULTS[error.kind].level]({ ...fieldsOf(run), plan: plan.do, err: error }, 'a job failed')
      if (plan.do === 'stop') onBotTokenRefused(error)
      if (plan.do === 'retry') return { kind: 'retry', reason: error.kind, after: plan.after }
      if (plan.do === 'wait') return toWait(plan.until, error)
      await work.onFailed(deps, error)
      return { kind: 'failed', reason: error.kind }
    }
  }

  return {
    async run(run: Run): Promise<Outcome> {
      const job = byName.get(run.name)
      if (!job) return abandon(run)
      return job.lane === 'replies' ? runAsked(job, run) : runBackground(job, run)
    },

    /** A job that ended outside of `run`, because every worker that took it died: its asker is told. */
    abandon,
  }
}
