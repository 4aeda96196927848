import { setTimeout as pause } from 'node:timers/promises'
import type { REST } from '@discordjs/rest'
import { type APIMessage, InteractionResponseType, MessageFlags, Routes } from 'discord-api-types/v10'
import { withAbortTimeout } from '../async.ts'
import { AppError } from '../errors.ts'
import { createText } from '../text/index.ts'
import { type Answer, notice } from '../text/notice.ts'
import type { Say } from '../text/say.ts'
import { ALREADY_ACKNOWLEDGED, codeOf, TOO_MANY_FOLLOW_UPS, toDiscordError, UNKNOWN_MESSAGE } from './failures.ts'
import { orWithoutPictures } from './files.ts'

/** An interaction that can be answered with its own token. */
export interface ReplyTarget {
  applicationId: string
  token: string
  /** Whether only the requester sees the answer. */
  ephemeral: boolean
  /** Whether it changes a message that stands, and leaves it as it is where it fails. */
  stays?: boolean
}

/** Where a message stands. */
export interface MessagePlace {
  channelId: string
  messageId: string
}

/** How an interaction is acknowledged: with a new answer to come, or with a change of the message whose button was pressed. */
export type Deferral = 'answer' | 'change'

/** How long one try of a deferral may take, and when the last one begins: Discord gives three seconds. Before the next one comes a pause. Milliseconds. */
const DEFER = { one: 1200, last: 1700, pause: 100 }

/**
 * Answers interactions over REST, without a gateway connection. All of it goes without the bot's token: one 401 on these
 * routes would make the library drop it. Throws AppErrors of the table in `failures`.
 */
export function createChat({ rest, now }: { rest: REST; now: () => number }) {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw toDiscordError(thrown, { authorized: false, now: now() })
    }
  }

  /**
   * Puts an answer in the place of the deferred one. Where that was taken back by an earlier try, whose refusal was not taken after it,
   * the answer is a message of its own.
   */
  const edit = (reply: ReplyTarget, answer: Answer, locale: string) =>
    attempt(() =>
      orWithoutPictures(answer, createText(locale), 'interaction-response', (message) =>
        rest
          .patch(Routes.webhookMessage(reply.applicationId, reply.token, '@original'), { auth: false, ...message })
          .catch((thrown) => {
            if (codeOf(thrown) !== UNKNOWN_MESSAGE || reply.stays) throw thrown
            const flags = message.body.flags | (reply.ephemeral ? MessageFlags.Ephemeral : 0)
            const again = { auth: false, ...message, body: { ...message.body, flags } }
            return rest.post(Routes.webhook(reply.applicationId, reply.token), again)
          }),
      ),
    )

  /** Removes the deferred answer; one that is gone is removed. */
  const withdraw = (reply: ReplyTarget) =>
    attempt(() =>
      rest
        .delete(Routes.webhookMessage(reply.applicationId, reply.token, '@original'), { auth: false })
        .catch((thrown) => {
          if (codeOf(thrown) !== UNKNOWN_MESSAGE) throw thrown
        }),
    )

  /** A message for the requester's eyes alone, beside the answer. */
  const followUp = (reply: ReplyTarget, answer: Answer, locale: string) =>
    attempt(() =>
      orWithoutPictures(answer, createText(locale), 'interaction-response', ({ body, files }) =>
        rest.post(Routes.webhook(reply.applicationId, reply.token), {
          auth: false,
          body: { ...body, flags: body.flags | MessageFlags.Ephemeral },
          files,
        }),
      ).catch((thrown) => {
        // The requester has had as many messages as Discord allows for one interaction.
        if (codeOf(thrown) !== TOO_MANY_FOLLOW_UPS) throw thrown
      }),
    )

  return {
    /** Tells Discord within its three seconds that an answer will come. An interaction that was deferred already is refused as `discord-gone`. */
    async defer(interaction: { id: string; token: string }, how: Deferral, ephemeral: boolean): Promise<void> {
      const until = now() + DEFER.last
      const post = (signal: AbortSignal) =>
        rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
          auth: false,
          signal,
          body:
            how === 'change'
              ? { type: InteractionResponseType.DeferredMessageUpdate }
              : {
                  type: InteractionResponseType.DeferredChannelMessageWithSource,
                  data: { flags: ephemeral ? MessageFlags.Ephemeral : 0 },
                },
        })
      for (let tries = 1; ; tries += 1) {
        try {
          await attempt(() =>
            withAbortTimeout(DEFER.one, post).catch((thrown) => {
              // Perhaps only the answer to an earlier try was lost: then Discord says that it is done.
              if (tries === 1 || codeOf(thrown) !== ALREADY_ACKNOWLEDGED) throw thrown
            }),
          )
          return
        } catch (error) {
          if (!(error instanceof AppError) || error.kind !== 'discord-down' || now() >= until) throw error
          await pause(DEFER.pause * tries)
          if (now() >= until) throw error
        }
      }
    },

    async suggest(
      interaction: { id: string; token: string },
      choices: { name: string; value: string }[],
    ): Promise<void> {
      await attempt(() =>
        rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
          auth: false,
          body: { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } },
        }),
      )
    },

    /** Puts an answer in the place of the deferred one, and says which message that is. The same answer twice changes nothing. */
    async answer(reply: ReplyTarget, answer: Answer, locale: string): Promise<MessagePlace | undefined> {
      const message = (await edit(reply, answer, locale)) as Partial<APIMessage> | undefined
      const { channel_id: channelId, id: messageId } = message ?? {}
      return channelId && messageId ? { channelId, messageId } : undefined
    },

    /** One more message to the requester alone. */
    async add(reply: ReplyTarget, answer: Answer, locale: string): Promise<void> {
      await followUp(reply, answer, locale)
    },

    /** Tells the requester alone. Where the answer would have been for the channel, it is taken back first; what stood before stays. */
    async refuse(reply: ReplyTarget, say: Say, locale: string): Promise<void> {
      if (reply.stays) {
        await followUp(reply, notice(say), locale)
        return
      }
      if (reply.ephemeral) {
        await edit(reply, notice(say), locale)
        return
      }
      await withdraw(reply)
      await followUp(reply, notice(say), locale)
    },
  }
}

export type Chat = ReturnType<typeof createChat>
