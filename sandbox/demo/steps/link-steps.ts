import { linkAccount } from '../link-flow.ts'
import type { DemoStep } from '../step-context.ts'

export const anaLinks: DemoStep = {
  title: 'Ana connects her Strava account',
  async run(context) {
    const { ana, strava, expect } = context
    const done = await linkAccount(context, ana, 'off', true)
    expect.contains('Her choice is saved', done.text(ana.person), 'Only your own commands post here')
    expect.equals(
      'Strava has one authorization, with the smallest scope',
      ana.athlete.grants().map(({ scope }) => scope),
      ['read,activity:read'],
    )
    const exchanges = strava.requests.filter(({ kind }) => kind === 'token')
    expect.equals('The code is exchanged once', exchanges.length, 1)
  },
}

export const boLinks: DemoStep = {
  title: 'Bo connects his account too, and shares automatically',
  async run(context) {
    const { bo, expect } = context
    const done = await linkAccount(context, bo, 'auto', false)
    expect.contains('His choice is saved', done.text(bo.person), 'I post new activities here')
  },
}
