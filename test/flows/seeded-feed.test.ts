import { expect, test } from 'vitest'
import { ENCRYPTED_VALUE } from '../../src/redis/encryption.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { takeRedisSnapshot } from '../support/redis-snapshot.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

/** The data stored about the server without an expiry. */
async function readServerData(): Promise<string[]> {
  const lines = await dumpRedis(testEnv.redisUrl, (key) => !key.startsWith(QUEUE_PREFIX))
  const saved: string[] = []
  for (const line of lines) {
    const [key = ''] = line.split(' ')
    if (!line.includes(testEnv.guild.id) || (await testEnv.ttlOf(key)) !== -1) continue
    saved.push(line.replaceAll(ENCRYPTED_VALUE, 'ENCRYPTED').replaceAll(/\b\d{13}\b/g, 'TIME'))
  }
  return saved.sort()
}

test('the same data is stored about a feed that tests add as about one that an admin adds with the command', async () => {
  const before = await takeRedisSnapshot(testEnv.redisUrl)
  await testEnv.addFeedByCommand()
  const dataAfterCommand = await readServerData()
  expect(dataAfterCommand.join('\n')).toContain(`{domestique}:feeds:${testEnv.guild.id} `)
  await before.restore()
  before.close()
  expect(await readServerData()).not.toEqual(dataAfterCommand)
  await testEnv.addFeed()
  expect(await readServerData()).toEqual(dataAfterCommand)
})
