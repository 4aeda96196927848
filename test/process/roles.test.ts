import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { runMemberLifecycle } from '../support/member-lifecycle.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv
let programs: ProgramRun[]

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false })
  programs = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  await testEnv.close()
})

async function run(more: Record<string, string> = {}): Promise<ProgramRun> {
  const program = runProgram('dist/main.js', { ...testEnv.environmentFor(), LOG_LEVEL: 'info', ...more })
  programs.push(program)
  return program
}

/** Processes that start together may all find no commands registered; the later registrations change nothing. */
const SAME_COMMANDS = /^PUT \/applications\/\d+\/commands: the commands are identical to the registered ones$/

/** Passes the connections to this port on to others in turn. */
async function startBalancer(port: number, targets: readonly number[]) {
  const counts = targets.map(() => 0)
  let nextIndex = 0
  const server = createServer((client) => {
    const index = nextIndex++ % targets.length
    counts[index] = (counts[index] ?? 0) + 1
    const upstream = connect(targets[index] ?? 0, '127.0.0.1')
    for (const socket of [client, upstream])
      socket
        .on('error', () => {})
        .on('close', () => {
          client.destroy()
          upstream.destroy()
        })
    client.pipe(upstream).pipe(client)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { counts, close: () => void server.close() }
}

describe('one image as several processes', () => {
  test('answers as a single process does, and another worker takes over from one killed midway', async () => {
    const web = await run({ RUN: 'web' })
    const bot = await run({ RUN: 'bot', PORT: String(await findFreePort()) })
    const killedWorker = await run({ RUN: 'worker', PORT: '0' })
    await Promise.all([
      web.waitForOutput(/"started"/),
      killedWorker.waitForOutput(/"started"/),
      bot.waitForOutput(/commands are registered/),
    ])
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], Date.now()),
    })

    testEnv.strava.failNext(1, 'hang', { kind: 'read' })
    const interaction = who.runCommand(testEnv.channel, '/strava recent')
    await testEnv.strava.waitForRequest(({ kind, status }) => kind === 'read' && status === 0, 'the read that hangs')
    await killedWorker.stop('SIGKILL')
    await testEnv.start({ RUN: 'worker', PORT: '0' })

    const answer = await interaction.waitForReply()
    expect(answer.text(who)).toContain('1 activity')
    for (const program of [web, bot]) expect(await program.stop()).toBe(0)
  })

  test('without a gateway, two web processes behind one address handle everything', async () => {
    const { discord, port } = testEnv
    const ports = [await findFreePort(), await findFreePort()]
    const balancer = await startBalancer(port, ports)
    const http = { RUN: 'web,worker', DISCORD_PUBLIC_KEY: discord.publicKey, SETTLE_SECONDS: '0' }
    const processes = await Promise.all(ports.map((own) => run({ ...http, PORT: String(own) })))
    try {
      await Promise.all(processes.map((each) => each.waitForOutput(/commands are registered/)))
      await discord.setInteractionsEndpoint(`http://127.0.0.1:${port}/interactions`)
      await testEnv.waitUntilStarted()
      await testEnv.addFeed()
      await runMemberLifecycle(testEnv)
      expect(balancer.counts.every((count) => count > 0)).toBe(true)
      expect(discord.sessions.identifies).toBe(0)
      expect(discord.registrations).toBeLessThanOrEqual(processes.length)
      for (const each of processes) expect(await each.stop()).toBe(0)
      testEnv.expectNoComplaints({ except: SAME_COMMANDS })
    } finally {
      balancer.close()
    }
  })

  test('answers without a gateway, over HTTP', async () => {
    const { discord, port } = testEnv
    const web = await run({ RUN: 'web', DISCORD_PUBLIC_KEY: discord.publicKey })
    await testEnv.start({ RUN: 'worker', PORT: '0' })
    await web.waitForOutput(/commands are registered/)
    await discord.setInteractionsEndpoint(`http://127.0.0.1:${port}/interactions`)
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava help')).toContain('/strava recent')
    expect(discord.sessions.identifies).toBe(0)
    expect(await web.stop()).toBe(0)
  })
})
