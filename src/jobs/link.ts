import { z } from 'zod'
import { notice } from '../text/notice.ts'
import { askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'

const LIFE_SECONDS = 15 * 60

/** Answers with a personal address under which the asker links their Strava account. */
export const link = defineAskedJob({
  name: 'link',
  payload: z.object({ ask: askSchema }),
  id: askId('link'),
  attempts: 3,
  keepsReply: true,
  async run({ ask }, deps, asker) {
    const { userId, guildId, interactionId, locale } = ask
    const request = { userId, userName: asker.name, handle: asker.username, guildId, interactionId, locale }
    const state = await deps.states.create(request)
    const linked = await deps.links.find(userId)
    const until = { moment: Math.floor(deps.now() / 1000) + LIFE_SECONDS }
    return notice({ key: linked ? 'link.again' : 'link.offer', values: { until } }, [
      { label: 'button.connect', url: deps.connectUrl(state) },
    ])
  },
})
