import { z } from 'zod'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import { sharingSay } from '../text/sharing.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'

/** Changes the answer to `/strava link` once the account is linked. */
export const linked = defineAskedJob({
  name: 'linked',
  payload: z.object({ ask: askSchema }),
  id: askId('linked'),
  attempts: 3,
  async run({ ask }, deps) {
    const link = await deps.links.find(ask.userId)
    if (!link) throw new AppError('not-linked', 'the member left again', { say: { key: 'error.notLinked' } })
    const sharing = await deps.links.shareOf(ask.userId, ask.guildId)
    return notice({ key: 'link.done', values: { athlete: link.athleteName, sharing: sharingSay(sharing) } })
  },
})
