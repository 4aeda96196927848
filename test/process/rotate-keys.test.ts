import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { createRotation } from '../support/rotation.ts'
import { runProgram } from '../support/run-program.ts'
import { KEY } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const NEW_KEY = Buffer.alloc(32, 9).toString('base64')
const BOTH_KEYS = { ENCRYPTION_KEY: `${NEW_KEY},${KEY}` }
const OLD_NAME = createEncryption([Buffer.from(KEY, 'base64')]).newestKeyName

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

/** Runs the CLI tool; returns its exit code and output. */
async function rotateKeys(more: Record<string, string> = BOTH_KEYS) {
  const program = runProgram('dist/cli/rotate-keys.js', testEnv.environmentFor({ DISCORD_TOKEN: '', ...more }))
  return { code: await program.ended, output: program.output() }
}

/** What is still encrypted with the old key. */
const findOldValues = async () => (await dumpRedis(testEnv.redisUrl)).filter((line) => line.includes(`v1.${OLD_NAME}.`))

const DONE_MESSAGE = 'Nothing needs an older key any more'

test('everything is re-encrypted while the bot runs, and afterwards it works with the new key alone', async () => {
  await testEnv.addFeed()
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
  await testEnv.waitUntilIdle()
  // Someone who left while Strava was down: their tokens wait, under a hash by the old key, to be revoked.
  const cleo = await testEnv.addMember('cleo', { share: 'auto' })
  testEnv.strava.startOutage()
  await testEnv.unlink(cleo.who)
  testEnv.strava.endOutage()
  expect(cleo.athlete.grants()).toHaveLength(1)

  expect(await rotateKeys()).toMatchObject({ code: 1, output: expect.stringContaining('A process still encrypts') })
  await testEnv.restart(BOTH_KEYS)
  expect((await findOldValues()).length).toBeGreaterThan(4)
  const first = await rotateKeys()
  expect(first.output).toMatch(/^\d+ values were re-encrypted with the key/)
  expect(first.output).toContain(DONE_MESSAGE)
  expect(first.code).toBe(0)
  expect(await findOldValues()).toEqual([])
  const again = await rotateKeys()
  expect(again.output).toMatch(/^0 values were/)
  expect(again.output).toContain(DONE_MESSAGE)

  await testEnv.restart({ ENCRYPTION_KEY: NEW_KEY })
  await testEnv.runDelayedJobs()
  expect(cleo.athlete.grants()).toEqual([])
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
  testEnv.clock.advance(7 * 3600_000)
  expect(await testEnv.readReply(who, '/strava recent')).toContain('pond')
  expect((await rotateKeys({ ENCRYPTION_KEY: NEW_KEY })).output).toContain(DONE_MESSAGE)
})

test('a key that is missing is named, and nothing is lost', async () => {
  await testEnv.addMember('ana')
  await testEnv.stop()
  const { code, output } = await rotateKeys({ ENCRYPTION_KEY: NEW_KEY })
  expect(code).toBe(1)
  expect(output).toMatch(new RegExp(`does not hold these keys, which encrypt the rest: ${OLD_NAME} \\(\\d+ values\\)`))
  expect(await findOldValues()).not.toEqual([])
})

test('a rotation loses nothing that is written meanwhile', async () => {
  const redis = new Redis(testEnv.redisUrl)
  const { rotation, tokens, oldTokens } = createRotation(redis, { newest: NEW_KEY, older: KEY })
  const COUNT = 500
  const toTokens = (round: number) => ({ accessToken: `a${round}`, refreshToken: `r${round}`, expiresAtSeconds: round })
  const ids = Array.from({ length: COUNT }, (_, index) => String(9000 + index))
  for (const id of ids) {
    await redis.set(`{domestique}:athlete:${id}`, '1')
    await oldTokens.replace(id, toTokens(0))
  }
  const written = new Map(ids.map((id) => [id, 0]))
  let isDone = false
  const writing = (async () => {
    for (let round = 1; !isDone; round += 1) {
      const id = ids[Math.floor((round * 7919) % COUNT)] as string
      await tokens.replace(id, toTokens(round))
      written.set(id, round)
    }
  })()
  const { missing } = await rotation.run()
  isDone = true
  await writing
  expect(missing.size).toBe(0)
  const stored = await Promise.all(ids.map(async (id) => (await tokens.read(id))?.refreshToken))
  expect(stored).toEqual(ids.map((id) => `r${written.get(id)}`))
  expect([...written.values()].filter((round) => round > 0).length).toBeGreaterThan(0)
  expect(await findOldValues()).toEqual([])
  redis.disconnect()
})
