import type { RouteLike } from '@discordjs/rest'
import {
  type APIChannel,
  type APIGuildMember,
  type APIMessage,
  type APIThreadChannel,
  type APIUser,
  Routes,
} from 'discord-api-types/v10'
import { AppError, hasKind } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import { createAuthorizationUrl } from './authorization-url.ts'
import { errorCodeOf, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_USER } from './discord-errors.ts'
import { createGuildProfiles } from './guild-profiles.ts'
import { toSingleLine, truncate } from './markdown.ts'
import { displayNameOf, toMemberProfile } from './member-profile.ts'
import { createAttachmentFallback, type MessageSenderOptions } from './message-files.ts'
import { createPermissions, isNotVisible } from './permissions.ts'
import { createRateLimitWaits } from './rate-limit-waits.ts'
import type { Reply } from './reply.ts'
import { toSnowflake } from './snowflake.ts'

/** Discord's maximum number of messages per request, and the maximum number of requests. */
const PAGE_SIZE = 100
const MAX_PAGES = 20

/** Our clock may be wrong by this much; Discord's ids follow Discord's clock. Milliseconds. */
const MAX_CLOCK_SKEW_MS = 3_600_000

/** Discord's limit for a thread's title. A name without visible characters still needs a title. */
const threadTitle = (name: string) => truncate(toSingleLine(name), 100) || '–'

/**
 * The bot's messages in channels and its permissions there, over REST with the bot's token. Each message has its own
 * language. Throws the AppErrors of `discord-errors`.
 */
export function createChannels({ rest, commandIds, now }: MessageSenderOptions) {
  let ownIdPromise: Promise<string> | undefined

  const withRateLimitWaits = createRateLimitWaits(now)
  const get = <T>(route: RouteLike) => withRateLimitWaits<T>(() => rest.get(route))
  const sendWithAttachmentFallback = createAttachmentFallback('channel-message', commandIds)

  /** Runs `work`. Returns undefined if Discord responds with one of these codes. */
  const ignoringCodes = <T>(codes: readonly unknown[], work: () => Promise<unknown>): Promise<T | undefined> =>
    withRateLimitWaits<T | undefined>(() =>
      work().catch((thrown) => {
        if (codes.includes(errorCodeOf(thrown))) return undefined
        throw thrown
      }),
    )

  /** Archived threads must be unarchived before editing. */
  const withUnarchivedThread = async <T>(channelId: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!hasKind(error, 'thread-archived')) throw error
      await withRateLimitWaits(() => rest.patch(Routes.channel(channelId), { body: { archived: false } }))
      return work()
    }
  }

  const ownId = () => {
    ownIdPromise ??= get<APIUser>(Routes.user()).then(({ id }) => id)
    ownIdPromise.catch(() => {
      ownIdPromise = undefined
    })
    return ownIdPromise
  }

  const permissions = createPermissions({ get, ownId, now })

  /** A member of a server; undefined if they are not in it. */
  const fetchMember = (guildId: string, userId: string) =>
    ignoringCodes<APIGuildMember>([UNKNOWN_MEMBER, UNKNOWN_USER], () => rest.get(Routes.guildMember(guildId, userId)))

  /** The id of the tag for a new forum post; undefined if none is required. */
  async function findTagId(guildId: string, forumId: string): Promise<string | undefined> {
    if (!(await permissions.needsTag(forumId))) return undefined
    const access = await permissions.checkAccess(guildId, forumId)
    // Discord itself reports anything else that is missing.
    if (access.kind === 'allowed') return access.tag?.id
    if (access.kind !== 'no-tag') return undefined
    const message: Message = { key: 'feed.noTag', values: { channel: { channel: forumId } } }
    throw new AppError('tag-required', 'the forum requires a tag, and has none that the bot may apply', {
      userMessage: message,
    })
  }

  return {
    /**
     * Sends a message once: for some minutes, Discord returns the same message for the same nonce. `deleted-by-user` if
     * someone deleted that one meanwhile.
     */
    async sendMessage(
      channelId: string,
      reply: Reply,
      nonce: string,
      locale: string | undefined,
    ): Promise<{ messageId: string } | 'deleted-by-user'> {
      const message = await withUnarchivedThread(channelId, () =>
        ignoringCodes<APIMessage>([UNKNOWN_MESSAGE], () =>
          sendWithAttachmentFallback(reply, locale, ({ body, files }) =>
            rest.post(Routes.channelMessages(channelId), { body: { ...body, nonce, enforce_nonce: true }, files }),
          ),
        ),
      )
      return message ? { messageId: message.id } : 'deleted-by-user'
    },

    async editMessage(
      channelId: string,
      messageId: string,
      reply: Reply,
      locale: string | undefined,
    ): Promise<'edited' | 'gone'> {
      const message = await withUnarchivedThread(channelId, () =>
        ignoringCodes([UNKNOWN_MESSAGE], () =>
          sendWithAttachmentFallback(reply, locale, (message) =>
            rest.patch(Routes.channelMessage(channelId, messageId), message),
          ),
        ),
      )
      return message === undefined ? 'gone' : 'edited'
    },

    /** Deletes a message. Succeeds if the message or its channel is already gone. */
    async deleteMessage(channelId: string, messageId: string): Promise<void> {
      try {
        await withUnarchivedThread(channelId, () =>
          withRateLimitWaits(() => rest.delete(Routes.channelMessage(channelId, messageId))),
        )
      } catch (error) {
        if (!hasKind(error, 'discord-gone')) throw error
      }
    },

    /**
     * The bot's own message since then (epoch milliseconds) that shows this activity, except replies to commands.
     * Without a time, searches the newest messages.
     */
    async findActivityMessage(channelId: string, url: string, since: number): Promise<string | undefined> {
      const me = await ownId()
      const isAboutActivity = ({ author, interaction_metadata, components }: APIMessage) =>
        author.id === me && !interaction_metadata && JSON.stringify(components ?? []).includes(`(${url})`)
      let after = since > 0 ? toSnowflake(since - MAX_CLOCK_SKEW_MS) : undefined
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(after ? { after } : {}) })
        const messages = await withRateLimitWaits<APIMessage[]>(() =>
          rest.get(Routes.channelMessages(channelId), { query }),
        )
        const found = messages.find(isAboutActivity)
        if (found || after === undefined || messages.length < PAGE_SIZE) return found?.id
        after = messages.map(({ id }) => id).sort((a, b) => Number(BigInt(b) - BigInt(a)))[0]
      }
      return undefined
    },

    /** The direct message channel with a user. */
    async createDM(userId: string): Promise<string> {
      const body = { recipient_id: userId }
      return (await withRateLimitWaits<APIChannel>(() => rest.post(Routes.userChannels(), { body }))).id
    },

    /** A forum post by the bot with this name, created at or after `since` (epoch milliseconds). */
    async findForumThread(guildId: string, forumId: string, name: string, since: number): Promise<string | undefined> {
      const me = await ownId()
      const { threads } = await get<{ threads: APIThreadChannel[] }>(Routes.guildActiveThreads(guildId))
      const title = threadTitle(name)
      const oldest = BigInt(toSnowflake(since - MAX_CLOCK_SKEW_MS))
      const isMatch = ({ id, parent_id: parent, owner_id: owner, name: its }: APIThreadChannel) =>
        parent === forumId && owner === me && its === title && BigInt(id) >= oldest
      return threads.find(isMatch)?.id
    },

    /** Adds a tag if the forum requires one. Throws `tag-required` if there is none that the bot may apply. */
    async createForumThread(
      guildId: string,
      forumId: string,
      name: string,
      reply: Reply,
      locale: string | undefined,
    ): Promise<{ messageChannelId: string; messageId: string }> {
      const tag = await findTagId(guildId, forumId)
      const tags = tag ? { applied_tags: [tag] } : {}
      const created = await withRateLimitWaits<APIThreadChannel & { message: APIMessage }>(() =>
        sendWithAttachmentFallback(reply, locale, ({ body: message, files }) =>
          rest.post(Routes.threads(forumId), { body: { name: threadTitle(name), message, ...tags }, files }),
        ),
      )
      return { messageChannelId: created.id, messageId: created.message.id }
    },

    /** A member's display name in a server; undefined if they are not in it. */
    async displayName(guildId: string, userId: string): Promise<string | undefined> {
      const member = await fetchMember(guildId, userId)
      return member && displayNameOf(member)
    },

    /** A member's name and profile picture in a server; undefined if they are not in it. */
    async findMember(guildId: string, userId: string) {
      const member = await fetchMember(guildId, userId)
      return member && toMemberProfile(guildId, member, rest.cdn)
    },

    /** Undefined if the channel is deleted or hidden. */
    channelName: async (channelId: string): Promise<string | undefined> => {
      const channel = await get<{ name?: string }>(Routes.channel(channelId)).catch((error) => {
        if (isNotVisible(error)) return undefined
        throw error
      })
      return channel?.name
    },

    authorizationUrl: createAuthorizationUrl(get),
    guildProfile: createGuildProfiles({ get, cdn: rest.cdn, now }),
    checkAccess: permissions.checkAccess,
    accessChecker: permissions.accessChecker,
    timedOutIn: permissions.timedOutIn,
  }
}

export type Channels = ReturnType<typeof createChannels>
