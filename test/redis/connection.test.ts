import { ReplyError } from 'ioredis'
import { expect, test } from 'vitest'
import { AppError, type ErrorKind } from '../../src/errors.ts'
import { isRedisUnavailable } from '../../src/redis/redis-errors.ts'

test.each([
  new Error('Connection is closed.'),
  new Error('Command aborted due to connection close'),
  new Error('Command timed out'),
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
  new ReplyError("OOM command not allowed when used memory > 'maxmemory'."),
  new ReplyError("READONLY You can't write against a read only replica."),
  new ReplyError('LOADING Redis is loading the dataset in memory'),
])('an error of Redis (%s) means that it is unavailable', (error) => {
  expect(isRedisUnavailable(error)).toBe(true)
})

test.each([
  new ReplyError('WRONGTYPE Operation against a key holding the wrong kind of value'),
  new Error('OOM is no reply of Redis here'),
  new TypeError('x is not a function'),
  'ECONNRESET',
  undefined,
])('another error (%s) says nothing about Redis', (error) => {
  expect(isRedisUnavailable(error)).toBe(false)
})

test('an error of the queue that says so is one about Redis', () => {
  const error = new AppError('redis-unavailable', 'Redis is unavailable', { userMessage: { key: 'error.unforeseen' } })
  expect(isRedisUnavailable(error)).toBe(true)
})

test.each<[ErrorKind, string]>([
  ['discord-down', 'could not reach Discord: ECONNRESET'],
  ['strava-down', 'GET /activities/{id}: ECONNREFUSED'],
])('a connection cut by another service (%s) says nothing about Redis', (kind, message) => {
  expect(isRedisUnavailable(new AppError(kind, message, { userMessage: { key: 'error.unforeseen' } }))).toBe(false)
})
