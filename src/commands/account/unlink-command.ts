import type { Requester } from '../../core/requester.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import { AppError } from '../../errors.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { unlinkUser } from '../../jobs/membership/unlink-user.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { storedWithoutLink } from '../preferences/stored-data.ts'
import { leaveWaitingList } from './waiting-list.ts'

/** Deletes everything about the requester, and their posts unless `keepsPosts`, and revokes access on Strava. */
async function unlink(requester: Requester, keepsPosts: boolean, context: JobContext): Promise<Reply> {
  const { userId, guildId } = requester
  const revocation = await unlinkUser(userId, context, { keepsPosts, reason: 'disconnected', guildId })
  if (revocation instanceof AppError) {
    const operators = revocation.kind === 'application-refused' || revocation.kind === 'application-inactive'
    return textReply({ key: operators ? 'unlink.pendingOperator' : 'unlink.pending' })
  }
  if (revocation === undefined) return textReply({ key: 'unlink.deleted' })
  if (revocation === 'nothing') return textReply({ key: 'unlink.unrevoked' })
  return textReply({ key: keepsPosts ? 'unlink.doneKept' : 'unlink.done' })
}

const CANCEL_BUTTON: ReplyButton = { label: 'button.keep', customId: 'unlink-cancel' }

/**
 * Lists what is stored about a person who isn't connected, and asks before deleting it. A mere place on the waiting
 * list is removed without asking.
 */
async function askBeforeDeletion(requester: Requester, context: JobContext): Promise<Reply> {
  const stored = await storedWithoutLink(requester, context)
  if (stored.length === 0) return textReply({ key: 'unlink.nothing' })
  if (stored.every(({ key }) => key === 'privacy.storedPlace')) return leaveWaitingList(requester.userId, context)
  return textReply({ key: 'unlink.askUnlinked', values: { items: { list: stored, as: 'lines' } } }, [
    { label: 'button.deleteData', customId: 'unlink-confirm', style: 'danger' },
    CANCEL_BUTTON,
  ])
}

/** Asks for confirmation first. */
async function askBeforeUnlink(requester: Requester, context: JobContext): Promise<Reply> {
  if (!(await context.links.find(requester.userId))) return askBeforeDeletion(requester, context)
  return textReply({ key: 'unlink.ask' }, [
    { label: 'button.unlink', customId: 'unlink-confirm', style: 'danger' },
    { label: 'button.unlinkKeep', customId: 'unlink-keep-posts' },
    CANCEL_BUTTON,
  ])
}

async function cancel({ userId }: Requester, { links }: JobContext): Promise<Reply> {
  return textReply({ key: (await links.find(userId)) ? 'unlink.kept' : 'unlink.keptUnlinked' })
}

export const unlinkCommand = defineCommand({
  name: 'strava unlink',
  description: 'command.unlink',
  ephemeral: true,
  inDirectMessages: true,
  execute: ({ requester }, context) => askBeforeUnlink(requester, context),
  components: {
    'unlink-ask': defineComponent({ execute: ({ requester }, context) => askBeforeUnlink(requester, context) }),
    'unlink-confirm': defineComponent({ execute: ({ requester }, context) => unlink(requester, false, context) }),
    'unlink-keep-posts': defineComponent({ execute: ({ requester }, context) => unlink(requester, true, context) }),
    'unlink-cancel': defineComponent({ execute: ({ requester }, context) => cancel(requester, context) }),
  },
})
