import { z } from 'zod'
import { SHARE_MODES } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import { sharingSay } from '../text/sharing.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'

/** Keeps what the member chose for this server. */
export const share = defineAskedJob({
  name: 'share',
  payload: z.object({
    ask: askSchema,
    mode: z.enum(SHARE_MODES),
    followers: z.boolean().optional(),
    muted: z.boolean().optional(),
  }),
  id: askId('share'),
  attempts: 3,
  async run({ ask, ...wish }, deps) {
    const link = await deps.links.find(ask.userId)
    if (!link) throw new AppError('not-linked', 'the asker has no link', { say: { key: 'error.notLinked' } })
    const choice = await deps.links.share(ask.userId, ask.guildId, wish, ask.interactionId, deps.now())
    return notice({ key: 'share.done', values: { sharing: sharingSay(choice) } })
  },
})
