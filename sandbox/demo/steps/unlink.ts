import { vanishes } from '../find-posts.ts'
import { PATIENCE, type Step } from '../scene.ts'

export const anaUnlinks: Step = {
  title: 'Ana unlinks',
  async play(scene) {
    const { ana, strava, tell, expect, asks, answered, channel } = scene
    const { person, athlete } = ana
    const hers = channel.messages().filter((message) => message.text().includes('@Ana'))
    const question = await asks(person, '/strava unlink')
    expect.equals(
      'It asks first',
      question.buttons().map(({ label }) => label),
      ['Disconnect', 'Disconnect, keep posts', 'Cancel'],
    )
    expect.equals('Nothing has happened yet', athlete.grants().length, 1)

    tell.says('Ana presses “Disconnect”.')
    const done = await answered(person.presses(question, 'Disconnect'))
    expect.reads('It says that everything is removed', done.text(person), 'Everything stored about you is deleted')
    const revoked = strava.waitFor(({ kind }) => kind === 'revoke', 'the revocation', PATIENCE)
    expect.equals('The permission is revoked at Strava', [(await revoked).status, athlete.grants().length], [200, 0])

    await Promise.all(hers.map((message) => vanishes(scene, message)))
    expect.that('Her post is taken down, and what the bot answered about her', hers.length > 1, hers.length)

    const after = await asks(person, '/strava recent')
    expect.reads('Ana is not linked any more', after.text(person), "You haven't connected Strava yet")
  },
}
