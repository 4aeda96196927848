import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../sandbox/redis.ts'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'
import { type Program, runProgram } from '../support/program.ts'

let club: Club
let programs: Program[]

beforeEach(async () => {
  club = await openClub({ start: false })
  programs = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  await club.close()
})

async function run(more: Record<string, string> = {}): Promise<Program> {
  const program = runProgram('dist/main.js', { ...club.environmentFor(), LOG_LEVEL: 'info', ...more })
  programs.push(program)
  return program
}

describe('one image split into processes', () => {
  test('answers as before, and a worker killed in the middle is replaced by another', async () => {
    const web = await run({ RUN: 'web' })
    const bot = await run({ RUN: 'bot', PORT: String(await freePort()) })
    const doomed = await run({ RUN: 'worker', PORT: '0' })
    await Promise.all([web.prints(/"started"/), doomed.prints(/"started"/), bot.prints(/commands are registered/)])
    const { who } = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], Date.now()) })

    club.strava.failsNext(1, 'hang', { kind: 'read' })
    const interaction = who.runs(club.channel, '/strava recent')
    await club.strava.waitFor(({ kind, status }) => kind === 'read' && status === 0, 'the read that hangs')
    await doomed.stop('SIGKILL')
    const heir = await run({ RUN: 'worker', PORT: '0' })
    await heir.prints(/"started"/)

    const answer = await interaction.answered(40_000)
    expect(answer.text(who)).toContain('1 activity')
    for (const program of [web, bot, heir]) expect(await program.stop()).toBe(0)
  }, 60_000)
})
