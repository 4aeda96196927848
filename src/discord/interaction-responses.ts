import {
  type APIMessage,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  InteractionResponseType,
  MessageFlags,
  Routes,
  TextInputStyle,
} from 'discord-api-types/v10'
import pRetry, { type RetryContext } from 'p-retry'
import { withAbortTimeout } from '../async.ts'
import { hasKind } from '../errors.ts'
import { createTranslator, type Translator } from '../i18n/translator.ts'
import {
  ALREADY_ACKNOWLEDGED,
  errorCodeOf,
  TOO_MANY_FOLLOW_UPS,
  toDiscordError,
  UNKNOWN_MESSAGE,
} from './discord-errors.ts'
import { truncate } from './markdown.ts'
import { createAttachmentFallback, type MessageSenderOptions } from './message-files.ts'
import type { Reply } from './reply.ts'
import type { Modal } from './slash-command.ts'

/** Discord's limits. Characters. */
const MAX_LENGTH = { title: 45, label: 45, description: 100 }

/** A modal for Discord's API. `customId` is that of the component that opens it. */
const modalForm = (
  customId: string,
  { title, fields }: Modal,
  translator: Translator,
): APIModalInteractionResponseCallbackData => ({
  custom_id: customId,
  title: truncate(translator.t({ key: title }), MAX_LENGTH.title),
  components: fields.map(({ name, label, description, value, required = false, maxLength }) => ({
    type: ComponentType.Label,
    label: truncate(translator.t({ key: label }), MAX_LENGTH.label),
    ...(description ? { description: truncate(translator.t({ key: description }), MAX_LENGTH.description) } : {}),
    component: {
      type: ComponentType.TextInput,
      custom_id: name,
      style: TextInputStyle.Short,
      required,
      max_length: maxLength,
      ...(value ? { value } : {}),
    },
  })),
})

/** An interaction that can be answered with its token. */
export interface ReplyTarget {
  applicationId: string
  token: string
  /** Whether only the requester sees the reply. */
  ephemeral: boolean
  /** Whether the reply replaces an existing message, which stays unchanged if it fails. */
  keepOnError?: boolean
}

/** The location of a message. */
export interface SentMessage {
  channelId: string
  messageId: string
}

/** How an interaction is acknowledged: with a new reply to come, or with an update of the clicked message. */
export type DeferMode = 'deferReply' | 'deferUpdate'

/**
 * Time limit of one attempt to defer, and the start of the last attempt: Discord allows three seconds, and up to 250 ms
 * are used before. Milliseconds.
 */
const DEFER_TIMEOUT_MS = 1200
const DEFER_RETRY = { retries: Number.POSITIVE_INFINITY, minTimeout: 100, maxRetryTime: 1450 }

/**
 * Responds to interactions over REST, without a gateway connection and without the bot's token: on these routes, one
 * 401 would make the library drop the token. Throws the AppErrors of `discord-errors`.
 */
export function createInteractionResponses({ rest, commandIds, now }: MessageSenderOptions) {
  const sendWithAttachmentFallback = createAttachmentFallback('interaction-response', commandIds)

  const withDiscordErrors = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw toDiscordError(thrown, { authorized: false, now: now() })
    }
  }

  /**
   * Replaces the deferred reply. If an earlier attempt deleted it and then failed to send the error message, the reply
   * becomes a new message.
   */
  const editOriginal = (target: ReplyTarget, reply: Reply, locale: string) =>
    withDiscordErrors(() =>
      sendWithAttachmentFallback(reply, locale, (message) =>
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

  /** Deletes the deferred reply, or the message with the component. Succeeds if it is already gone. */
  const deleteReply = (target: ReplyTarget) =>
    withDiscordErrors(() =>
      rest
        .delete(Routes.webhookMessage(target.applicationId, target.token, '@original'), { auth: false })
        .catch((thrown) => {
          if (errorCodeOf(thrown) !== UNKNOWN_MESSAGE) throw thrown
        }),
    )

  /** Another message that only the requester sees. */
  const followUp = async (target: ReplyTarget, reply: Reply, locale: string): Promise<void> => {
    await withDiscordErrors(() =>
      sendWithAttachmentFallback(reply, locale, ({ body, files }) =>
        rest.post(Routes.webhook(target.applicationId, target.token), {
          auth: false,
          body: { ...body, flags: body.flags | MessageFlags.Ephemeral },
          files,
        }),
      ).catch((thrown) => {
        // The requester already got as many messages as Discord allows for one interaction.
        if (errorCodeOf(thrown) !== TOO_MANY_FOLLOW_UPS) throw thrown
      }),
    )
  }

  /** The first answer to an interaction, within Discord's three seconds. */
  const sendCallback = (
    { id, token }: { id: string; token: string },
    body: { type: InteractionResponseType; data?: unknown },
    signal?: AbortSignal,
  ) => rest.post(Routes.interactionCallback(id, token), { auth: false, body, ...(signal && { signal }) })

  return {
    deleteReply,
    followUp,

    /**
     * Tells Discord within its three seconds that a reply will follow. An interaction that was already deferred is
     * refused with `discord-gone`.
     */
    async defer(interaction: { id: string; token: string }, mode: DeferMode, ephemeral: boolean): Promise<void> {
      const body =
        mode === 'deferUpdate'
          ? { type: InteractionResponseType.DeferredMessageUpdate }
          : {
              type: InteractionResponseType.DeferredChannelMessageWithSource,
              data: { flags: ephemeral ? MessageFlags.Ephemeral : 0 },
            }
      const attempt = (attemptNumber: number) =>
        withDiscordErrors(() =>
          withAbortTimeout(DEFER_TIMEOUT_MS, (signal) => sendCallback(interaction, body, signal)).catch((thrown) => {
            // If only the response to an earlier attempt was lost, Discord says that the interaction is acknowledged.
            if (attemptNumber === 1 || errorCodeOf(thrown) !== ALREADY_ACKNOWLEDGED) throw thrown
          }),
        )
      const shouldRetry = ({ error }: RetryContext) => hasKind(error, 'discord-down')
      await pRetry(attempt, { ...DEFER_RETRY, shouldRetry })
    },

    /** Opens a modal within Discord's three seconds. */
    async showModal(
      interaction: { id: string; token: string },
      { customId, form }: { customId: string; form: Modal },
      locale: string,
    ): Promise<void> {
      const data = modalForm(customId, form, createTranslator(locale))
      await withDiscordErrors(() => sendCallback(interaction, { type: InteractionResponseType.Modal, data }))
    },

    /** Suggests values while the user types. */
    async respond(
      interaction: { id: string; token: string },
      choices: { name: string; value: string }[],
    ): Promise<void> {
      const type = InteractionResponseType.ApplicationCommandAutocompleteResult
      await withDiscordErrors(() => sendCallback(interaction, { type, data: { choices } }))
    },

    /** Replaces the deferred reply and returns the location of the message. Idempotent. */
    async editReply(target: ReplyTarget, reply: Reply, locale: string): Promise<SentMessage | undefined> {
      const message = (await editOriginal(target, reply, locale)) as Partial<APIMessage> | undefined
      const { channel_id: channelId, id: messageId } = message ?? {}
      return channelId && messageId ? { channelId, messageId } : undefined
    },

    /** Tells only the requester. A deferred public reply is deleted first; an existing message stays. */
    async replyWithError(target: ReplyTarget, reply: Reply, locale: string): Promise<void> {
      if (target.ephemeral && !target.keepOnError) {
        await editOriginal(target, reply, locale)
        return
      }
      if (!target.keepOnError) await deleteReply(target)
      await followUp(target, reply, locale)
    },
  }
}

export type InteractionResponses = ReturnType<typeof createInteractionResponses>
