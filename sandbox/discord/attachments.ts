import { formError } from './api-errors.ts'
import type { DiscordState, MessageRecord } from './discord-state.ts'
import type { Attachment } from './discord-types.ts'
import type { Draft } from './rules/message-draft.ts'

/** An edit keeps the files listed in its `attachments` and adds the listed uploads. */
export function attachmentsAfter(state: DiscordState, message: MessageRecord, draft: Draft): Attachment[] {
  const listed = draft.attachments
  const retained = listed === undefined ? message.attachments : message.attachments.filter((one) => isListed(one.id))
  function isListed(id: string) {
    return listed?.some((one) => one.id === id) ?? false
  }
  const added = draft.files
    .filter((file) => listed == null || isListed(file.key))
    .map((file): Attachment => {
      const id = state.id()
      const description = listed?.find((one) => one.id === file.key)?.description
      return {
        id,
        filename: file.filename,
        ...(description ? { description } : {}),
        contentType: file.contentType,
        size: file.data.length,
        url: `${state.baseUrl}/attachments/${message.channel.id}/${id}/${encodeURIComponent(file.filename)}`,
        data: file.data,
      }
    })
  if (retained.length + added.length > 10)
    throw formError('attachments', 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.')
  return [...retained, ...added]
}
