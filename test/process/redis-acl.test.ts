import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort, type RedisServer, sendCommand, startRedisServer } from '../../sandbox/redis-server.ts'
import { runMemberLifecycle } from '../support/member-lifecycle.ts'
import { runProgram } from '../support/run-program.ts'
import { createTestEnv } from '../support/test-env.ts'

const PASSWORD = 'an/invented?password'

let directory: string
let redis: RedisServer
let tlsPort: number

/** The rights that docs/operations.md recommends. */
async function readDocumentedRights(): Promise<string[]> {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const [, rights = ''] = /^ACL SETUSER domestique on >\S+ (.+)$/m.exec(page) ?? []
  return rights.split(' ')
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'redis-tls-'))
  const [key, certificate] = [join(directory, 'redis.key'), join(directory, 'redis.crt')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const files = ['-keyout', key, '-out', certificate]
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    ...subject,
    ...files,
  ])
  tlsPort = await findFreePort()
  const tls = ['--tls-port', String(tlsPort), '--tls-cert-file', certificate, '--tls-key-file', key]
  const user = ['--user', 'domestique', 'on', `>${PASSWORD}`, ...(await readDocumentedRights())]
  redis = await startRedisServer({
    persistent: true,
    args: [...tls, '--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no', ...user],
  })
})
afterAll(async () => {
  await redis.close()
  await rm(directory, { recursive: true, force: true })
})

test('over TLS, as a user with the documented rights, everything works', async () => {
  // The test's own connections go without TLS and user.
  const testEnv = await createTestEnv({ start: false, redisUrl: redis.url })
  const program = runProgram('dist/main.js', {
    ...testEnv.environmentFor(),
    SETTLE_SECONDS: '0',
    LOG_LEVEL: 'info',
    REDIS_URL: `rediss://domestique:${encodeURIComponent(PASSWORD)}@127.0.0.1:${tlsPort}`,
    NODE_EXTRA_CA_CERTS: join(directory, 'redis.crt'),
  })
  try {
    await program.waitForOutput(/commands are registered/)
    await testEnv.waitUntilStarted()
    await testEnv.addFeed()
    await runMemberLifecycle(testEnv)
    expect(await sendCommand(redis.port, 'ACL LOG')).toBe('*0')
    expect(program.output()).not.toContain('NOPERM')
    expect(program.output()).not.toContain(PASSWORD)
    expect(await program.stop()).toBe(0)
    testEnv.expectNoComplaints()
  } finally {
    await program.stop('SIGKILL')
    await testEnv.close()
  }
})
