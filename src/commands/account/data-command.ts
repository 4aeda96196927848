import type { Requester } from '../../core/requester.ts'
import { downloadReply, textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { storedDataFile } from '../../jobs/membership/stored-data-file.ts'
import { defineCommand, defineComponent } from '../define-command.ts'

async function dataReply({ userId }: Requester, context: JobContext): Promise<Reply> {
  const { text, isEmpty } = await storedDataFile({ userId }, context)
  if (isEmpty) return textReply({ key: 'privacy.unlinked' })
  return downloadReply(
    { file: 'my-data.json', type: 'application/json', bytes: Buffer.from(text) },
    { text: { key: 'data.file' }, refused: { key: 'data.noFile' } },
  )
}

/** Everything stored about the requester, as a file that only they see. */
export const dataCommand = defineCommand({
  name: 'strava data',
  description: 'command.data',
  ephemeral: true,
  inDirectMessages: true,
  execute: ({ requester }, context) => dataReply(requester, context),
  components: {
    /** The button for the same file, below the text about what is stored. */
    'data-file': defineComponent({
      respondWith: 'ephemeral',
      execute: ({ requester }, context) => dataReply(requester, context),
    }),
  },
})
