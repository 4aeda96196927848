import { describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const runPrivately = (who: Person, line: string) => who.runCommand(who.directChannel(), line).waitForReply()

describe('in a private chat', () => {
  test.each(['/strava recent', '/strava share mode:auto', '/strava link', '/strava stats'])(
    '%s says that it works in a server only',
    async (line) => {
      const answer = await runPrivately(testEnv.addPerson('bo'), line)
      expect(answer.text()).toContain('This only works in a server.')
    },
  )

  test('/strava units, privacy and help work, and the commands of admins are not offered', async () => {
    const bo = testEnv.addPerson('bo')
    expect((await runPrivately(bo, '/strava units system:imperial')).text(bo)).toContain('miles · pools in yards')
    expect((await runPrivately(bo, '/strava privacy')).text(bo)).toContain('miles · pools in yards')
    expect((await runPrivately(bo, '/strava help')).text(bo)).toContain('/strava units')
    expect(() => bo.runCommand(bo.directChannel(), '/strava-admin status')).toThrow('There is no command')
  })
})
