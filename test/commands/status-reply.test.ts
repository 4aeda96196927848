import { expect, test } from 'vitest'
import { statusReply } from '../../src/commands/status-reply.ts'
import { render } from '../../src/discord/components/render-message.ts'
import { problemMessage, timedOutMessage } from '../../src/i18n/feed-texts.ts'
import type { Message } from '../../src/i18n/message.ts'
import { createTranslator, languages } from '../../src/i18n/translator.ts'
import { textsOf } from '../discord/message-helpers.ts'

const ID = '9'.repeat(20)
const names = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'ManageThreads',
]
const timestamp = { timestamp: 9_999_999_999 }

const brokenFeed = problemMessage(
  { channelId: ID, pauseReason: undefined },
  { kind: 'missing-permissions', names, inServer: false },
) as Message
const closedThread: Message = {
  key: 'status.postShut',
  values: { thread: { channel: ID }, member: { user: ID }, channel: { channel: ID } },
}
const createParts = (count: number) => ({
  feeds: { count, problems: Array.from({ length: count }, () => brokenFeed) },
  timeout: [timedOutMessage(9_999_999_999_000)],
  closedThreads: Array.from({ length: count }, () => closedThread),
  others: [
    { key: 'status.waiting', values: { count: 99_999 } },
    { key: 'status.invalidLinks', values: { count: 99_999 } },
    { key: 'status.seatsWaiting', values: { count: 99_999, taken: 99_999, capacity: 99_999 } },
    { key: 'status.operator', values: { what: { key: 'status.operatorKey' } } },
    { key: 'status.outage', values: { since: timestamp, next: timestamp } },
    { key: 'status.operator', values: { what: { key: 'status.operatorUnreachable' } } },
    { key: 'status.lastEvent', values: { at: timestamp } },
  ] satisfies Message[],
})

/** `repeated`: how many times the other lines appear. */
const read = (count: number, language: string, repeated = 1) => {
  const { others, ...rest } = createParts(count)
  const all = { ...rest, others: Array.from({ length: repeated }, () => others).flat() }
  return textsOf(render(statusReply(all, []), createTranslator(language))).join('')
}

test.each(languages())('a status with ten broken feeds and ten locked posts fits in a message in %s', (language) => {
  for (const repeated of [1, 2]) expect(read(10, language, repeated).length).toBeLessThanOrEqual(4000)
})

test('a status in German lists as many problems as fit, and counts the others', () => {
  const text = read(10, 'de', 2)
  const listedCount = text.split('\n').filter((line) => line.startsWith('- <#')).length
  const unlistedCount = [...text.matchAll(/^- und (\d+) weitere$/gm)].reduce(
    (sum, [, number]) => sum + Number(number),
    0,
  )
  expect(text.length).toBeGreaterThan(3500)
  expect(unlistedCount).toBeGreaterThan(0)
  expect(listedCount + unlistedCount).toBe(20)
})
