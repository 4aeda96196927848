import { z } from 'zod'
import { notice } from '../text/notice.ts'
import { sharingSay } from '../text/sharing.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'

/** Says what of the asker's is kept and shown. */
export const privacy = defineAskedJob({
  name: 'privacy',
  payload: z.object({ ask: askSchema }),
  id: askId('privacy'),
  attempts: 3,
  async run({ ask }, deps) {
    const link = await deps.links.find(ask.userId)
    if (!link) return notice({ key: 'privacy.unlinked' })
    const choice = await deps.links.shareOf(ask.userId, ask.guildId)
    return notice({
      key: 'privacy.linked',
      values: { athlete: link.athleteName, since: Math.floor(link.linkedAt / 1000), sharing: sharingSay(choice) },
    })
  },
})
