import { SHARE_MODES, type ShareMode } from '../core/sharing.ts'
import { respondToApproval } from '../jobs/approvals/respond-to-approval.ts'
import { share } from '../jobs/share.ts'
import type { Command, CommandInput, CommandResult } from './define-command.ts'

const respond =
  (decision: 'post' | 'skip' | 'always') =>
  ({ requester }: CommandInput, activityId = '', channelId = ''): CommandResult => ({
    job: respondToApproval.request({ requester, activityId, channelId, decision }),
  })

export const shareCommand: Command = {
  name: ['strava', 'share'],
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
  ephemeral: true,
  execute: ({ requester, options: { mode, followers, muted } }) => ({
    job: share.request({
      requester,
      mode: mode as ShareMode,
      ...(typeof followers === 'boolean' ? { followers } : {}),
      ...(typeof muted === 'boolean' ? { muted } : {}),
    }),
  }),
  buttons: { 'approval-post': respond('post'), 'approval-skip': respond('skip'), 'approval-always': respond('always') },
}
