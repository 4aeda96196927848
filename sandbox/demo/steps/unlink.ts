import { PATIENCE, type Step } from '../scene.ts'

export const anaUnlinks: Step = {
  title: 'Ana unlinks',
  async play({ ana, strava, tell, expect, asks, answered }) {
    const { person, athlete } = ana
    const question = await asks(person, '/strava unlink')
    expect.equals(
      'It asks first',
      question.buttons().map(({ label }) => label),
      ['Unlink', 'Keep'],
    )
    expect.equals('Nothing has happened yet', athlete.grants().length, 1)

    tell.says('Ana presses “Unlink”.')
    const done = await answered(person.presses(question, 'Unlink'))
    expect.reads('It says that everything is removed', done.text(person), 'Everything kept about you is removed')
    const revoked = strava.waitFor(({ kind }) => kind === 'revoke', 'the revocation', PATIENCE)
    expect.equals('The permission is revoked at Strava', [(await revoked).status, athlete.grants().length], [200, 0])

    const after = await asks(person, '/strava recent')
    expect.reads('Ana is not linked any more', after.text(person), 'You have not linked a Strava account yet')
  },
}
