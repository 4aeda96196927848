import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { BOT_TOKEN, CLIENT } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

interface OtlpSpan {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[]
}

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })
let receiver: Server
let spans: OtlpSpan[] = []
let sent = ''

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const body = await text(request)
    sent += body
    for (const { scopeSpans } of JSON.parse(body).resourceSpans) {
      for (const scope of scopeSpans) spans.push(...scope.spans)
    }
    response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
})
afterAll(() => new Promise((done) => receiver.close(done)))

beforeEach(async () => {
  const { port } = receiver.address() as AddressInfo
  await testEnv.restart({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` })
  spans = []
  sent = ''
})

const attributeOf = ({ attributes }: OtlpSpan, name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue

/** The names from a span up to the root of its trace. */
function pathTo(span: OtlpSpan): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [...(parent ? pathTo(parent) : []), span.name]
}

const run = { ...activityFixtures.paceThatRoundsUp, name: 'Round the pond' }

test('a trace leads from the Strava event through the job and the read to the message', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  await testEnv.stop()
  const message = spans.find(({ name }) => name === 'Discord POST /channels/:id/messages')
  if (!message) throw new Error(`there is no span of the message: ${spans.map(({ name }) => name).join(', ')}`)
  const path = pathTo(message)
  expect(path).toEqual(['HTTP POST', 'add background.sync-activity', 'process background', message.name])
  const trace = spans.filter(({ traceId }) => traceId === message.traceId)
  expect(trace.some(({ name }) => name.startsWith('Strava '))).toBe(true)
  const correlationIds = new Set(trace.flatMap((span) => attributeOf(span, 'correlationId') ?? []))
  expect(correlationIds.size).toBe(1)
})

test('a trace leads from an interaction to its answer', async () => {
  const { who } = await testEnv.addMember('ana')
  await testEnv.waitUntilIdle()
  await testEnv.runCommand(who, '/strava units')
  await testEnv.waitUntilIdle()
  await testEnv.stop()
  const answers = spans.filter(({ name }) => name === 'Discord PATCH /webhooks/:id/:token/messages/@original')
  const answer = 'Discord PATCH /webhooks/:id/:token/messages/@original'
  expect(answers.map(pathTo)).toContainEqual(['Discord interaction', 'add commands.units', 'process commands', answer])
})

test('no span holds a name, an id of a person or an activity, a token or a secret URL', async () => {
  await testEnv.addFeedByCommand()
  const { who, athlete } = await testEnv.connectMember('ana', { share: 'auto' })
  const activity = athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  await testEnv.runCommand(who, '/strava recent')
  await testEnv.unlink(who)
  await testEnv.waitUntilIdle()
  const secretPath = new URL(testEnv.strava.subscription()?.callback_url ?? '').pathname.split('/').at(-1) ?? ''
  expect(secretPath.length).toBeGreaterThan(20)
  await testEnv.stop()
  expect(spans.length).toBeGreaterThan(20)
  // Interaction tokens are the only words as long as this.
  expect(sent).not.toMatch(/[\w-]{60,}/)
  for (const secret of [
    BOT_TOKEN,
    CLIENT.clientSecret,
    secretPath,
    who.id,
    athlete.id,
    String(activity.id),
    'pond',
    'Invented',
    'ana"',
  ])
    expect(sent).not.toContain(secret)
})
