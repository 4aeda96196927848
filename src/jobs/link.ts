import { z } from 'zod'
import { textReply } from '../discord/reply.ts'
import { defineCommandJob } from './define-job.ts'
import { commandJobId, requesterSchema } from './requester.ts'

const STATE_TTL_SECONDS = 15 * 60

/** Answers with a personal address under which the requester links their Strava account. */
export const link = defineCommandJob({
  name: 'link',
  payload: z.object({ requester: requesterSchema }),
  id: commandJobId('link'),
  attempts: 3,
  keepsPendingReply: true,
  async execute({ requester }, context, profile) {
    const { userId, guildId, interactionId, locale } = requester
    const request = { userId, userName: profile.name, username: profile.username, guildId, interactionId, locale }
    const state = await context.states.create(request)
    const linked = await context.links.find(userId)
    const until = { timestamp: Math.floor(context.now() / 1000) + STATE_TTL_SECONDS }
    return textReply({ key: linked ? 'link.again' : 'link.offer', values: { until } }, [
      { label: 'button.connect', url: context.connectUrl(state) },
    ])
  },
})
