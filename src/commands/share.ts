import { SHARE_MODES, type ShareMode } from '../domain/sharing.ts'
import { answerQuestion } from '../jobs/answer-question.ts'
import { share } from '../jobs/share.ts'
import { type Ask, always, type Command, type CommandResult } from './define.ts'

const answer =
  (wish: 'post' | 'skip' | 'always') =>
  ({ identity }: Ask, activityId = '', channelId = ''): CommandResult => ({
    job: answerQuestion.request({ ask: identity, activityId, channelId, wish }),
  })

export const shareCommand: Command = {
  path: ['strava', 'share'],
  description: 'command.share',
  options: [
    {
      name: 'mode',
      description: 'command.share_mode',
      required: true,
      kind: 'choice',
      choices: SHARE_MODES.map((mode) => ({ value: mode, label: `mode.${mode}` as const })),
    },
    { name: 'followers', description: 'command.share_followers', kind: 'boolean' },
    { name: 'muted', description: 'command.share_muted', kind: 'boolean' },
  ],
  isPrivate: always,
  run: ({ identity, options: { mode, followers, muted } }) => ({
    job: share.request({
      ask: identity,
      mode: mode as ShareMode,
      ...(typeof followers === 'boolean' ? { followers } : {}),
      ...(typeof muted === 'boolean' ? { muted } : {}),
    }),
  }),
  presses: { 'ask-post': answer('post'), 'ask-skip': answer('skip'), 'ask-always': answer('always') },
}
