import { expect, test } from 'vitest'
import { AppError, type ErrorKind } from '../../src/errors.ts'
import { isRedisUnavailable } from '../../src/redis/connection.ts'

test.each([
  'Connection is closed.',
  'Command timed out',
  'read ECONNRESET',
  'connect ECONNREFUSED 127.0.0.1:6379',
  "OOM command not allowed when used memory > 'maxmemory'.",
  "READONLY You can't write against a read only replica.",
  'LOADING Redis is loading the dataset in memory',
])('an error of Redis (%s) says that it is unavailable', (message) => {
  expect(isRedisUnavailable(new Error(message))).toBe(true)
})

test.each([
  new Error('WRONGTYPE Operation against a key holding the wrong kind of value'),
  new TypeError('x is not a function'),
  'ECONNRESET',
  undefined,
])('what is no such error (%s) says nothing about Redis', (error) => {
  expect(isRedisUnavailable(error)).toBe(false)
})

test.each<[ErrorKind, string]>([
  ['discord-down', 'Discord was not reached: ECONNRESET'],
  ['strava-down', 'GET /activities/{id}: ECONNREFUSED'],
])('a connection that somebody else cut (%s) says nothing about Redis', (kind, message) => {
  expect(isRedisUnavailable(new AppError(kind, message, { userMessage: { key: 'error.unforeseen' } }))).toBe(false)
})
