import * as z from 'zod'
import { sharingButton, textReply } from '../../discord/components/text-reply.ts'
import { sharingMessage } from '../../i18n/sharing-texts.ts'
import { defineCommandJob } from '../define-job.ts'
import { commandJobId, requesterSchema } from '../requester-schema.ts'
import { requireLink } from '../require-link.ts'

/** Edits the reply to `/strava link` once the account is linked. */
export const confirmLink = defineCommandJob({
  name: 'confirm-link',
  payload: z.object({ requester: requesterSchema }),
  id: commandJobId('confirm-link'),
  attempts: 3,
  async execute({ requester }, context) {
    const link = await requireLink(requester, context)
    const sharing = await context.sharePreferences.find(requester.userId, requester.guildId)
    return textReply({ key: 'link.done', values: { athlete: link.athleteName, sharing: sharingMessage(sharing) } }, [
      sharingButton(requester.guildId),
    ])
  },
})
