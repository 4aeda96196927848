import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ProgramLine, parseLine } from '../../sandbox/playground/server/program-log.ts'
import type { SandboxFacts } from '../../sandbox/playground/server/sandbox-facts.ts'
import { createTraceGroups } from '../../sandbox/playground/server/trace-groups.ts'
import { toTrace } from '../../sandbox/playground/server/trace-view.ts'

/** The log of a run of `npm run demo`; the sandboxes invented all ids. */
const recorded = readFileSync(new URL('recorded-log.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((text, index) => parseLine(text, index) ?? [])

const NOTHING_SEEN: SandboxFacts = {
  interactions: [],
  channels: {},
  activities: [],
  events: [],
  stravaRequests: [],
  discordRequests: [],
}

function traceOf(id: string, facts: Partial<SandboxFacts> = {}, lines: ProgramLine[] = recorded) {
  const groups = createTraceGroups()
  groups.add(lines)
  const group = groups.all().find((group) => group.id === id)
  if (!group) throw new Error(`Nothing with the id ${id} is shown`)
  return toTrace(group, { ...NOTHING_SEEN, ...facts })
}

const IGNORED = `line-${recorded.find(({ msg }) => msg === 'event ignored')?.id}`

const kindsOf = (id: string) => traceOf(id).steps.map(({ kind }) => kind)

const [READ, CACHED, EARLY, REFRESHED, OUTAGE, REFUSED, LINKED] = [
  ...['ba7bf04648ac', '237f98235203', '7fc7dae10b6b', '23b1d5fac85c', '3a8eb708f17c', '4850e43fce7f', 'c13559356de8'],
] as [string, string, string, string, string, string, string]
const [POSTED, EDITED, DELETED, HELD_BACK] = ['8ed3d9bb25da', '643d5bb27d19', '9c9b72201f3f', 'f3d59a968483'] as const

describe('the steps of a command or event', () => {
  test.each([
    ['a command that reads from Strava', READ, 'command queued job token read read message'],
    ['a command that is answered from the cache', CACHED, 'command queued job read message'],
    ['a command whose job starts before it is logged as queued', EARLY, 'command queued job read message'],
    ['a command whose token Strava rejects', REFRESHED, 'command queued job read token read token read message'],
    [
      'a command that is retried after an outage of Strava',
      OUTAGE,
      'command queued job token read problem queued job read message',
    ],
    ['a command that is refused', REFUSED, 'command queued job read decision message'],
    ['a member who connects', LINKED, 'page token decision job message'],
    ['a new activity', POSTED, 'event queued job token read decision message'],
    ['a renamed activity', EDITED, 'event queued job token read decision message'],
    ['a deleted activity', DELETED, 'event queued job read decision message'],
    ['an activity that not everyone can see', HELD_BACK, 'event queued job token read decision'],
    ['an event of an athlete who is not connected', IGNORED, 'event decision'],
  ])('%s', (_, id, kinds) => {
    expect(kindsOf(id)).toEqual(kinds.split(' '))
  })

  test.each([READ, CACHED, EARLY, REFRESHED, OUTAGE, REFUSED, LINKED, POSTED, EDITED, DELETED, HELD_BACK])(
    'every step of %s has log lines, the times are in order, and the trace is done',
    (id) => {
      const { steps, state, durationMs } = traceOf(id)
      const times = steps.map(({ atMs }) => atMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times[0]).toBe(0)
      expect(durationMs).toBeGreaterThanOrEqual(times.at(-1) ?? 0)
      for (const { lineIds } of steps) expect(lineIds.length).toBeGreaterThan(0)
      expect(state).toBe('done')
    },
  )

  test('a scheduled job that does nothing is not shown', () => {
    expect(() => traceOf('repeat:offer-seats:1795989951829')).toThrow()
  })
})

describe('a step says', () => {
  const stepOf = (id: string, kind: string, at = 0) => traceOf(id).steps.filter((step) => step.kind === kind)[at]

  test.each([
    [POSTED, 'It is a new activity, and the member posts automatically.'],
    [EDITED, 'It was changed on Strava.'],
    [DELETED, 'It was deleted on Strava, or only its athlete can see it there.'],
    [HELD_BACK, 'Only followers can see it on Strava, and the member hasn’t allowed such posts.'],
    [REFUSED, 'The person who asked hasn’t connected Strava.'],
    [IGNORED, 'The athlete isn’t connected to the bot.'],
  ])('the reason for the decision in %s: %s', (id, detail) => {
    expect(stepOf(id, 'decision')).toMatchObject({ detail })
  })

  test('which read failed, and that the job is retried', () => {
    expect(stepOf(OUTAGE, 'read')).toMatchObject({
      state: 'failed',
      title: 'Read failed',
      detail: 'GET /activities/{id} · status 503',
      durationMs: 5,
    })
    expect(stepOf(OUTAGE, 'problem')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('it will be retried later'),
    })
    expect(stepOf(OUTAGE, 'job', 1)).toMatchObject({ state: 'done', detail: 'attempt 2' })
  })

  test('whether the token was refreshed, and how long that took', () => {
    expect(stepOf(REFRESHED, 'token')).toMatchObject({ detail: 'the stored one is still valid' })
    expect(stepOf(REFRESHED, 'token', 1)).toMatchObject({ detail: 'Strava refreshed it', durationMs: 8 })
  })

  test('that three events led to one job', () => {
    expect(stepOf(POSTED, 'event')).toMatchObject({ detail: 'Strava sent 3 events; one job handles them all' })
  })

  test('that it is running, until its job has ended', () => {
    const until = recorded.findIndex(
      ({ correlationId, msg }) => correlationId === READ && msg === 'response from Strava',
    )
    const { state, steps } = traceOf(READ, {}, recorded.slice(0, until + 1))
    expect(state).toBe('running')
    expect(steps.filter((step) => step.state === 'running').map(({ kind }) => kind)).toEqual(['job'])
  })

  test('that an event waits for others, until its job starts', () => {
    const until = recorded.findIndex(({ correlationId }) => correlationId === HELD_BACK)
    const { steps } = traceOf(HELD_BACK, {}, recorded.slice(0, until + 1))
    expect(steps.at(-1)).toMatchObject({ kind: 'queued', state: 'running' })
  })
})

describe('facts from the sandboxes show', () => {
  const startedAt = Date.parse('2026-11-29T22:05:53.070Z')
  const interaction = {
    id: '1576720885057818657',
    at: startedAt,
    who: 'Ana',
    command: 'strava recent',
    messages: [{ id: '99', at: startedAt + 190, change: 'sent' as const, onlyFor: 'Ana' }],
  }

  test('who used the command, when Discord got the first response, and which message is the answer', () => {
    const callback = {
      at: startedAt + 4,
      method: 'POST',
      path: `/interactions/${interaction.id}/:token/callback`,
      status: 204,
    }
    const trace = traceOf(READ, { interactions: [interaction], discordRequests: [callback] })
    expect(trace).toMatchObject({ title: 'Ana used /strava recent', startedAt, messageIds: ['99'] })
    expect(trace.steps[1]).toMatchObject({ kind: 'acknowledged', atMs: 4 })
    expect(trace.steps.at(-1)).toMatchObject({ kind: 'message', atMs: 190, detail: 'only Ana sees it' })
  })

  test('what was requested from Strava', () => {
    const request = {
      at: startedAt + 25,
      method: 'GET',
      path: '/api/v3/athlete/activities?page=1&per_page=30',
      status: 200,
    }
    const trace = traceOf(READ, { stravaRequests: [request] })
    expect(trace.steps.find(({ kind }) => kind === 'read')).toMatchObject({
      detail: 'GET /athlete/activities?page=1&per_page=30 · status 200',
    })
  })

  test('who connected, by the token request', () => {
    const { at = 0 } = recorded.find(({ msg }) => msg === 'member linked') ?? {}
    const tokens = { at: at - 20, method: 'POST', path: '/api/v3/oauth/token', status: 200, who: 'Ana' }
    expect(traceOf(LINKED, { stravaRequests: [tokens] }).title).toBe('Ana connected Strava')
    expect(traceOf(LINKED).title).toBe('A member connected Strava')
  })

  test('in which channel an activity was posted', () => {
    const { fields } = recorded.find(({ msg, correlationId }) => msg === 'posted' && correlationId === POSTED) ?? {}
    const trace = traceOf(POSTED, { channels: { [String(fields?.channelId)]: 'runs' } })
    expect(trace.steps.find(({ kind }) => kind === 'decision')?.title).toBe('Decision: posted in #runs')
  })

  test.each([
    [{ label: 'Only me' }, 'Ana pressed “Only me”'],
    [{ label: 'Show details', chosen: 'Lengths' }, 'Ana chose “Lengths” in “Show details”'],
    [undefined, 'Ana used a button or menu'],
  ])('which button or menu was used: %o', (component, title) => {
    const line = { id: 1, at: startedAt, level: 20, msg: 'command queued', correlationId: 'c' }
    const fields = { command: 'button recent-private', interactionId: interaction.id }
    const clicked = { ...interaction, command: undefined, component }
    expect(traceOf('c', { interactions: [clicked] }, [{ ...line, fields }]).title).toBe(title)
  })

  test('no other times when the clock of a sandbox was set forward', () => {
    const later = { ...interaction, at: startedAt + 3_600_000, messages: [] }
    expect(traceOf(READ, { interactions: [later] }).startedAt).toBe(Date.parse('2026-11-29T22:05:53.080Z'))
  })
})

test('only the last 30 actions are kept', () => {
  const groups = createTraceGroups()
  for (let i = 0; i < 100; i += 1) {
    const line = { id: i, at: i, level: 20, msg: 'command queued', correlationId: `c${i}`, fields: { command: 'help' } }
    groups.add([line])
  }
  expect(groups.all().map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, i) => `c${70 + i}`))
})
