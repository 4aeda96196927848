import { z } from 'zod'
import { isDefault } from '../domain/units.ts'
import { notice } from '../text/notice.ts'
import { sharingSay } from '../text/sharing.ts'
import { unitsSay } from '../text/units.ts'
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
    if (!link) {
      const units = await deps.units.of(ask.userId)
      if (isDefault(units)) return notice({ key: 'privacy.unlinked' })
      return notice({ key: 'privacy.unlinkedUnits', values: { units: unitsSay(units) } })
    }
    const choice = await deps.links.shareOf(ask.userId, ask.guildId)
    return notice({
      key: 'privacy.linked',
      values: { athlete: link.athleteName, since: Math.floor(link.linkedAt / 1000), sharing: sharingSay(choice) },
    })
  },
})
