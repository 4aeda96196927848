import { type DemoStep, REPLY_TIMEOUT_MS } from '../step-context.ts'
import { waitForPostDeletion } from '../wait-for-post.ts'

export const anaUnlinks: DemoStep = {
  title: 'Ana disconnects',
  async run(context) {
    const { ana, strava, printer, expect, runCommand, waitForReply, channel } = context
    const { person, athlete } = ana
    const hers = channel.messages().filter((message) => message.text().includes('@Ana'))
    const question = await runCommand(person, '/strava unlink')
    expect.equals(
      'It asks first',
      question.buttons().map(({ label }) => label),
      ['Disconnect', 'Disconnect, keep posts', 'Cancel'],
    )
    expect.equals('Nothing is deleted yet', athlete.grants().length, 1)

    printer.note('Ana clicks “Disconnect”.')
    const done = await waitForReply(person.clickButton(question, 'Disconnect'))
    expect.contains('It says that everything is deleted', done.text(person), 'Your data is deleted')
    const revoked = strava.waitForRequest(({ kind }) => kind === 'revoke', 'the revocation', REPLY_TIMEOUT_MS)
    expect.equals('Access is revoked on Strava', [(await revoked).status, athlete.grants().length], [200, 0])

    await Promise.all(hers.map((message) => waitForPostDeletion(context, message)))
    expect.isTrue('Her post is deleted, and so are answers about her', hers.length > 1, hers.length)

    const after = await runCommand(person, '/strava recent')
    expect.contains('Ana isn’t connected any more', after.text(person), 'Connect Strava first')
  },
}
