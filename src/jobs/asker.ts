import { setTimeout as pause } from 'node:timers/promises'
import { REPLY_LIFE, type Reply } from '../domain/reply.ts'
import { type AppError, type ErrorKind, toAppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Answer, notice } from '../text/notice.ts'
import type { Say } from '../text/say.ts'
import type { JobDeps } from './deps.ts'
import { planFailure } from './failure.ts'
import { type Outcome, toWait } from './outcome.ts'
import { offerQuestions } from './question.ts'

export interface AskerOptions {
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
  deps: Pick<JobDeps, 'publicReplies' | 'links' | 'channels'>
  log: Log
  now: () => number
  /** Discord refuses the bot's token: nothing can be answered until the operator changes it. */
  onBotTokenRefused: (error: AppError) => void
}

/** What it takes to answer is kept behind the job: a job that is quick waits for it this long. Milliseconds. */
const ARRIVAL = { limit: 2500, first: 1, longest: 250 }

/** Before an asker who could not be told is told again. Milliseconds. */
const TELL_AGAIN = 2000

/** Between two tries to send what is ready: at first, at most, and until it is too old. Milliseconds. */
const SENDING = { first: 500, longest: 15_000, limit: 120_000 }

/** With these Discord takes nothing just now, whatever it is. */
const NOT_NOW: ReadonlySet<ErrorKind> = new Set(['discord-down', 'discord-limited'])

/** The member of whom an answer tells, if it does. */
const memberOf = (answer: Answer): string | undefined => {
  if (answer.kind === 'recent' || answer.kind === 'stats') return answer.userId
  return answer.kind === 'detail' ? answer.card.userId : undefined
}

/** Everything that is said to somebody who asked, and waits. */
export function createAsker({ replies, chat, deps, log, now, onBotTokenRefused }: AskerOptions) {
  /** What is told beside the answer: where that fails, the answer counts all the same. */
  const bestEffort = (work: Promise<unknown>, failed: string): Promise<unknown> =>
    work.catch((error) => log.warn({ err: error }, failed))

  /** Sends what is ready until Discord takes it: what it took to make it is done anew only when it is too old to be shown. */
  async function untilTaken<T>(reply: Reply, send: () => Promise<T>): Promise<T> {
    const until = Math.min(now() + SENDING.limit, reply.receivedAt + REPLY_LIFE)
    for (let wait = SENDING.first; ; wait = Math.min(wait * 2, SENDING.longest)) {
      try {
        return await send()
      } catch (thrown) {
        const error = toAppError(thrown)
        const after = error.retry.kind === 'at' ? Math.max(error.retry.at - now(), 0) : wait
        if (!NOT_NOW.has(error.kind) || now() + after >= until) throw error
        log.debug({ err: error }, 'an answer is sent again')
        await pause(after)
      }
    }
  }

  async function tellToWait(reply: Reply, until: number, locale: string): Promise<void> {
    const note = notice({ key: 'wait.rateLimited', values: { until: { moment: Math.ceil(until / 1000) } } })
    const told = reply.stays ? chat.add(reply, note, locale) : chat.answer(reply, note, locale)
    await bestEffort(told, 'the asker could not be told to wait')
  }

  /** What it takes to answer; undefined when the asker was told that nothing will be done, or nobody waits any more. */
  async function arrivalOf(interactionId: string, attempt: number): Promise<Reply | undefined> {
    const until = now() + (attempt === 1 ? ARRIVAL.limit : 0)
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
    await deps.publicReplies.remember(userId, channelId, messageId)
    if (await deps.links.find(userId)) return
    await deps.channels.remove(channelId, messageId)
    await deps.publicReplies.forget(userId)
  }

  async function answer(reply: Reply, said: Answer, locale: string): Promise<void> {
    const about = memberOf(said)
    const send = () => chat.answer(reply, said, locale)
    const place = await (about ? untilTaken(reply, send) : send())
    if (about && place && !reply.ephemeral) await rememberPublic(about, place)
    if (said.kind === 'recent' && said.aside)
      await bestEffort(chat.add(reply, said.aside, locale), 'what was left out could not be told')
  }

  /** Questions of `ask` that wait for the asker come after an answer, since nobody can be written to without one. */
  async function offer(userId: string, reply: Reply, locale: string, reading: JobDeps): Promise<void> {
    const offered = offerQuestions(userId, (question) => chat.add(reply, question, locale), reading)
    await bestEffort(offered, 'waiting questions could not be offered')
  }

  /** Tells the asker; when even that fails, the plan for the new error counts, and nothing is told again. */
  async function tell(reply: Reply, say: Say, locale: string, fields: object): Promise<Outcome> {
    try {
      await untilTaken(reply, () => chat.refuse(reply, say, locale))
    } catch (thrown) {
      const error = toAppError(thrown)
      // Telling has tries of its own, however many the work has used up: as long as the asker can be told.
      const plan = planFailure(error, {
        ...{ attempt: 1, attempts: 2, reasons: [] },
        ...{ now: now(), deadline: reply.receivedAt + REPLY_LIFE, isAnswering: true },
      })
      if (plan.do === 'stop') onBotTokenRefused(error)
      if (plan.do === 'retry') return { kind: 'wait', until: now() + TELL_AGAIN, spread: TELL_AGAIN }
      if (plan.do === 'wait') return toWait(plan.until, error)
      log.error({ ...fields, err: error }, 'the asker could not be told')
      if (plan.do !== 'drop') return { kind: 'failed', reason: error.kind }
    }
    await replies.forget(reply.interactionId)
    return { kind: 'refused' }
  }

  return { arrivalOf, answer, offer, tell, tellToWait }
}
