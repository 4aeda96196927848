import { link } from '../link.ts'
import type { Step } from '../scene.ts'

export const anaLinks: Step = {
  title: 'Ana links her Strava account',
  async play(scene) {
    const { ana, strava, expect } = scene
    const done = await link(scene, ana, 'off', true)
    expect.reads('Her choice is kept', done.text(ana.person), 'Nothing is posted here except')
    expect.equals(
      'Strava knows one grant, with the least scope',
      ana.athlete.grants().map(({ scope }) => scope),
      ['read,activity:read'],
    )
    const exchanges = strava.requests.filter(({ kind }) => kind === 'token')
    expect.equals('The code was exchanged once', exchanges.length, 1)
  },
}

export const boLinks: Step = {
  title: 'Bo links his account too, and lets the server see his activities',
  async play(scene) {
    const { bo, expect } = scene
    const done = await link(scene, bo, 'auto', false)
    expect.reads('His choice is kept', done.text(bo.person), 'New activities are posted here automatically')
  },
}
