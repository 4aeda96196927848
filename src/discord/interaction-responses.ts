import type { REST } from '@discordjs/rest'
import { type APIMessage, InteractionResponseType, MessageFlags, Routes } from 'discord-api-types/v10'
import pRetry, { type RetryContext } from 'p-retry'
import { withAbortTimeout } from '../async.ts'
import { AppError } from '../errors.ts'
import { createTranslator } from '../i18n/translator.ts'
import type { CommandIds } from './command-mentions.ts'
import { modalForm } from './components/modal-form.ts'
import {
  ALREADY_ACKNOWLEDGED,
  errorCodeOf,
  TOO_MANY_FOLLOW_UPS,
  toDiscordError,
  UNKNOWN_MESSAGE,
} from './discord-errors.ts'
import { sendWithAttachmentFallback } from './message-files.ts'
import type { Reply } from './reply.ts'
import type { Modal } from './slash-command.ts'

/** An interaction that can be answered with its own token. */
export interface ReplyTarget {
  applicationId: string
  token: string
  /** Whether only the requester sees the reply. */
  ephemeral: boolean
  /** Whether it changes a message that stands, and leaves it as it is where it fails. */
  keepOnError?: boolean
}

/** Where a message stands. */
export interface SentMessage {
  channelId: string
  messageId: string
}

/** How an interaction is acknowledged: with a new answer to come, or with a change of the message whose button was pressed. */
export type DeferMode = 'deferReply' | 'deferUpdate'

/** How long one try of a deferral may take, and when the last one begins: Discord gives three seconds. Milliseconds. */
const DEFER_TIMEOUT_MS = 1200
const DEFER_RETRY = { retries: Number.POSITIVE_INFINITY, minTimeout: 100, maxRetryTime: 1700 }

/**
 * Answers interactions over REST, without a gateway connection. All of it goes without the bot's token: one 401 on these
 * routes would make the library drop it. Throws AppErrors of the table in `failures`.
 */
export function createInteractionResponses({
  rest,
  commandIds,
  now,
}: {
  rest: REST
  commandIds: () => Promise<CommandIds>
  now: () => number
}) {
  const withDiscordErrors = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw toDiscordError(thrown, { authorized: false, now: now() })
    }
  }

  /**
   * Puts a reply in the place of the deferred one. Where that was taken back by an earlier try, whose refusal was not taken after it,
   * the reply is a message of its own.
   */
  const editOriginal = (target: ReplyTarget, reply: Reply, locale: string) =>
    withDiscordErrors(() =>
      sendWithAttachmentFallback(
        reply,
        createTranslator(locale),
        { kind: 'interaction-response', commandIds },
        (message) =>
          rest
            .patch(Routes.webhookMessage(target.applicationId, target.token, '@original'), { auth: false, ...message })
            .catch((thrown) => {
              if (errorCodeOf(thrown) !== UNKNOWN_MESSAGE || target.keepOnError) throw thrown
              const flags = message.body.flags | (target.ephemeral ? MessageFlags.Ephemeral : 0)
              const followUpMessage = { auth: false, ...message, body: { ...message.body, flags } }
              return rest.post(Routes.webhook(target.applicationId, target.token), followUpMessage)
            }),
      ),
    )

  /** Removes the deferred reply; one that is gone is removed. */
  const deleteReply = (target: ReplyTarget) =>
    withDiscordErrors(() =>
      rest
        .delete(Routes.webhookMessage(target.applicationId, target.token, '@original'), { auth: false })
        .catch((thrown) => {
          if (errorCodeOf(thrown) !== UNKNOWN_MESSAGE) throw thrown
        }),
    )

  /** A message for the requester's eyes alone, beside the reply. */
  const sendFollowUp = (target: ReplyTarget, reply: Reply, locale: string) =>
    withDiscordErrors(() =>
      sendWithAttachmentFallback(
        reply,
        createTranslator(locale),
        { kind: 'interaction-response', commandIds },
        ({ body, files }) =>
          rest.post(Routes.webhook(target.applicationId, target.token), {
            auth: false,
            body: { ...body, flags: body.flags | MessageFlags.Ephemeral },
            files,
          }),
      ).catch((thrown) => {
        // The requester has had as many messages as Discord allows for one interaction.
        if (errorCodeOf(thrown) !== TOO_MANY_FOLLOW_UPS) throw thrown
      }),
    )

  return {
    /** Tells Discord within its three seconds that a reply will come. An interaction that was deferred already is refused as `discord-gone`. */
    async defer(interaction: { id: string; token: string }, mode: DeferMode, ephemeral: boolean): Promise<void> {
      const sendCallback = (signal: AbortSignal) =>
        rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
          auth: false,
          signal,
          body:
            mode === 'deferUpdate'
              ? { type: InteractionResponseType.DeferredMessageUpdate }
              : {
                  type: InteractionResponseType.DeferredChannelMessageWithSource,
                  data: { flags: ephemeral ? MessageFlags.Ephemeral : 0 },
                },
        })
      const attempt = (attemptNumber: number) =>
        withDiscordErrors(() =>
          withAbortTimeout(DEFER_TIMEOUT_MS, sendCallback).catch((thrown) => {
            // Perhaps only the answer to an earlier try was lost: then Discord says that it is done.
            if (attemptNumber === 1 || errorCodeOf(thrown) !== ALREADY_ACKNOWLEDGED) throw thrown
          }),
        )
      const shouldRetry = ({ error }: RetryContext) => error instanceof AppError && error.kind === 'discord-down'
      await pRetry(attempt, { ...DEFER_RETRY, shouldRetry })
    },

    /** Opens a form, within Discord's three seconds. */
    async showModal(
      interaction: { id: string; token: string },
      { customId, form }: { customId: string; form: Modal },
      locale: string,
    ): Promise<void> {
      const data = modalForm(customId, form, createTranslator(locale))
      const body = { type: InteractionResponseType.Modal, data }
      await withDiscordErrors(() =>
        rest.post(Routes.interactionCallback(interaction.id, interaction.token), { auth: false, body }),
      )
    },

    /** Suggests values while somebody types. */
    async respond(
      interaction: { id: string; token: string },
      choices: { name: string; value: string }[],
    ): Promise<void> {
      await withDiscordErrors(() =>
        rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
          auth: false,
          body: { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } },
        }),
      )
    },

    /** Puts a reply in the place of the deferred one, and says which message that is. The same reply twice changes nothing. */
    async editReply(target: ReplyTarget, reply: Reply, locale: string): Promise<SentMessage | undefined> {
      const message = (await editOriginal(target, reply, locale)) as Partial<APIMessage> | undefined
      const { channel_id: channelId, id: messageId } = message ?? {}
      return channelId && messageId ? { channelId, messageId } : undefined
    },

    /** One more message to the requester alone. */
    async followUp(target: ReplyTarget, reply: Reply, locale: string): Promise<void> {
      await sendFollowUp(target, reply, locale)
    },

    /** Tells the requester alone. Where the reply would have been for the channel, it is taken back first; what stood before stays. */
    async replyWithError(target: ReplyTarget, reply: Reply, locale: string): Promise<void> {
      if (target.keepOnError) {
        await sendFollowUp(target, reply, locale)
        return
      }
      if (target.ephemeral) {
        await editOriginal(target, reply, locale)
        return
      }
      await deleteReply(target)
      await sendFollowUp(target, reply, locale)
    },
  }
}

export type InteractionResponses = ReturnType<typeof createInteractionResponses>
