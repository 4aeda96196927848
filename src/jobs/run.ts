import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Urgency } from '../domain/places.ts'
import { REPLY_LIFE, type Reply } from '../domain/reply.ts'
import { AppError, toAppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Answer, notice } from '../text/notice.ts'
import type { Say } from '../text/say.ts'
import { apologise } from './apologise.ts'
import { askSchema } from './ask.ts'
import type { AskedJob, BackgroundJob, Job } from './define.ts'
import type { JobDeps } from './deps.ts'
import { FAULTS, latestFor, planFailure } from './failure.ts'
import { offerQuestions } from './question.ts'

/** How a run ended, for the queue and for metrics. */
export type Outcome =
  | { kind: 'done' | 'expired' | 'refused' | 'failed' }
  /** `reason` is the kind of the error: it stands in Redis in clear. Milliseconds. */
  | { kind: 'retry'; reason: string; after: number }
  /** Those who wait for the same moment come spread over so many milliseconds after it, or in their order since then. */
  | { kind: 'wait'; until: number; spread?: number | undefined; since?: number | undefined }

/** Who reads at Strava, and until when that is of any use (epoch milliseconds). */
interface Caller {
  urgency: Urgency
  id: string
  returns: boolean
  latest: number | undefined
}

export interface RunnerOptions {
  jobs: readonly Job[]
  deps: Omit<JobDeps, 'activities'>
  /** What a run may read of Strava, within the limits for the likes of it. */
  activitiesFor(caller: Caller): JobDeps['activities']
  replies: {
    find(interactionId: string): Promise<Reply | undefined>
    forget(interactionId: string): Promise<void>
  }
  chat: {
    /** Puts the answer in the place of the deferred one. */
    answer(reply: Reply, answer: Answer, locale: string): Promise<{ channelId: string; messageId: string } | undefined>
    /** One more message to the asker alone. */
    add(reply: Reply, answer: Answer, locale: string): Promise<void>
    /** Tells the asker alone, also where the answer would have been for the channel. */
    refuse(reply: Reply, say: Say, locale: string): Promise<void>
  }
  /** Whether an error says that Redis is away, or cannot keep anything. */
  isStoreAway: (error: unknown) => boolean
  log: Log
  now: () => number
  /** Discord refuses the bot's token: nothing can be answered until the operator changes it. */
  onBotTokenRefused: (error: AppError) => void
}

export interface Run {
  /** The same in all runs of the same job. */
  id: string
  /** It was put off before. */
  returns: boolean
  name: string
  data: unknown
  /** The kinds of the errors with which earlier attempts failed. */
  reasons: readonly string[]
  /** This attempt, counted from 1, and how many there may be. */
  attempt: number
  attempts: number
}

/** What it takes to answer is kept behind the job: a job that is quick waits for it this long. Milliseconds. */
const ARRIVAL = { limit: 2500, first: 1, longest: 250 }

/** Before an asker who could not be told is told again. Milliseconds. */
const TELL_AGAIN = 2000

const NEEDS_MEMBER = new Set(['grant-dead', 'scope-missing'])

const toWait = (until: number, { retry }: AppError): Outcome => {
  const { spread, since } = retry.kind === 'at' ? retry : {}
  return { kind: 'wait', until, spread, since }
}

/** The member of whom an answer tells, if it does. */
const memberOf = (answer: Answer): string | undefined => {
  if (answer.kind === 'recent' || answer.kind === 'stats') return answer.userId
  return answer.kind === 'detail' ? answer.card.userId : undefined
}

/** Runs jobs, and alone decides what an error in one of them means: tell whoever waits, try again, wait, or give up. */
export function createRunner({
  jobs,
  deps: shared,
  activitiesFor,
  replies,
  chat,
  isStoreAway,
  log,
  now,
  onBotTokenRefused,
}: RunnerOptions) {
  const byName = new Map(jobs.map((job) => [job.name, job]))

  const toError = (thrown: unknown): AppError =>
    isStoreAway(thrown)
      ? new AppError('store-away', 'Redis is away, or cannot keep anything', {
          say: { key: 'error.storeUncertain' },
          retry: { kind: 'backoff' },
          cause: thrown,
        })
      : toAppError(thrown)

  const depsOf = ({ id, returns }: Run, urgency: Urgency, latest?: number): JobDeps => ({
    ...shared,
    activities: activitiesFor({ urgency, id, returns, latest }),
  })

  /** Tells the asker; when even that fails, the plan for the new error counts, and nothing is told again. */
  async function tell(reply: Reply, say: Say, locale: string, job: string): Promise<Outcome> {
    try {
      await chat.refuse(reply, say, locale)
    } catch (thrown) {
      const error = toAppError(thrown)
      // Telling has tries of its own, however many the work has used up: as long as the asker can be told.
      const plan = planFailure(error, {
        ...{ attempt: 1, attempts: 2, reasons: [] },
        ...{ now: now(), deadline: reply.createdAt + REPLY_LIFE },
      })
      if (plan.do === 'stop') onBotTokenRefused(error)
      if (plan.do === 'retry') return { kind: 'wait', until: now() + TELL_AGAIN, spread: TELL_AGAIN }
      if (plan.do === 'wait') return toWait(plan.until, error)
      log.error({ job, err: error }, 'the asker could not be told')
      if (plan.do !== 'drop') return { kind: 'failed' }
    }
    await replies.forget(reply.interactionId)
    return { kind: 'refused' }
  }

  /** A job that cannot be run at all: if somebody waits for it, they are told. */
  async function abandon(run: Run): Promise<Outcome> {
    log.error({ job: run.name, attempt: run.attempt }, 'a job is given up without a result')
    const asked = z.object({ ask: askSchema }).safeParse(run.data)
    if (asked.success) await shared.queue.add(apologise.request({ ask: asked.data.ask }))
    return { kind: 'failed' }
  }

  /** What is told beside the answer: where that fails, the answer counts all the same. */
  const bestEffort = (work: Promise<unknown>, failed: string): Promise<unknown> =>
    work.catch((error) => log.warn({ err: error }, failed))

  async function tellToWait(reply: Reply, until: number, locale: string): Promise<void> {
    const note = notice({ key: 'wait.rateLimited', values: { until: Math.ceil(until / 1000) } })
    const told = reply.stays ? chat.add(reply, note, locale) : chat.answer(reply, note, locale)
    await bestEffort(told, 'the asker could not be told to wait')
  }

  /** What it takes to answer; undefined when the asker was told that nothing will be done, or nobody waits any more. */
  async function arrivalOf(interactionId: string, run: Run): Promise<Reply | undefined> {
    const until = now() + (run.attempt === 1 ? ARRIVAL.limit : 0)
    for (let wait = ARRIVAL.first; ; wait = Math.min(wait * 2, ARRIVAL.longest)) {
      const reply = await replies.find(interactionId)
      if (reply || now() >= until) return reply
      await pause(wait)
    }
  }

  /** So that a public answer goes when its member leaves, also one who left while it was being made. */
  async function rememberPublic(
    userId: string,
    { channelId, messageId }: { channelId: string; messageId: string },
  ): Promise<void> {
    await shared.answers.remember(userId, channelId, messageId)
    if (await shared.links.find(userId)) return
    await shared.channels.remove(channelId, messageId)
    await shared.answers.forget(userId)
  }

  /** The question that was asked is answered already. */
  async function offer(userId: string, reply: Reply, locale: string, deps: JobDeps): Promise<void> {
    const offered = offerQuestions(userId, (question) => chat.add(reply, question, locale), deps)
    await bestEffort(offered, 'waiting questions could not be offered')
  }

  async function runAsked(job: AskedJob, run: Run): Promise<Outcome> {
    const work = job.prepare(run.data)
    if (!work) return abandon(run)
    const { interactionId, locale } = work.ask
    const reply = await arrivalOf(interactionId, run)
    if (!reply) return { kind: 'expired' }
    const deadline = reply.createdAt + REPLY_LIFE
    const deps = depsOf(run, 'asked', latestFor(deadline))
    try {
      const answer = await work.run(deps, { name: reply.askerName })
      const place = await chat.answer(reply, answer, locale)
      const about = reply.ephemeral ? undefined : memberOf(answer)
      if (about && place) await rememberPublic(about, place)
      if (answer.kind === 'recent' && answer.aside)
        await bestEffort(chat.add(reply, answer.aside, locale), 'what was left out could not be told')
      if (!job.keepsReply) await replies.forget(interactionId)
      await offer(work.ask.userId, reply, locale, deps)
      return { kind: 'done' }
    } catch (thrown) {
      const error = toError(thrown)
      const plan = planFailure(error, { ...run, now: now(), deadline })
      log[FAULTS[error.kind].level]({ job: run.name, attempt: run.attempt, plan: plan.do, err: error }, 'a job failed')
      switch (plan.do) {
        case 'retry':
          return { kind: 'retry', reason: error.kind, after: plan.after }
        case 'wait':
          if (error.kind === 'rate-limited') await tellToWait(reply, plan.until, locale)
          return toWait(plan.until, error)
        case 'give-up':
          return tell(reply, error.say, locale, run.name)
        case 'stop':
          onBotTokenRefused(error)
          return { kind: 'failed' }
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
      const plan = planFailure(error, { ...run, now: now(), deadline: undefined })
      // A member who has to link again is told when they ask; nothing is to be done about it here.
      if (NEEDS_MEMBER.has(error.kind)) {
        log.debug({ job: run.name, err: error }, 'a member has to link again')
        return { kind: 'refused' }
      }
      log[FAULTS[error.kind].level]({ job: run.name, attempt: run.attempt, plan: plan.do, err: error }, 'a job failed')
      if (plan.do === 'stop') onBotTokenRefused(error)
      if (plan.do === 'retry') return { kind: 'retry', reason: error.kind, after: plan.after }
      if (plan.do === 'wait') return toWait(plan.until, error)
      await work.gaveUp(deps, error)
      return { kind: 'failed' }
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
