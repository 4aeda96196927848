import { setTimeout as pause } from 'node:timers/promises'
import type { REST } from '@discordjs/rest'
import {
  type APIChannel,
  type APIGuildMember,
  type APIMessage,
  type APIThreadChannel,
  type APIUser,
  Routes,
} from 'discord-api-types/v10'
import { hasVisibleText } from '../core/visible-text.ts'
import { AppError } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import { createTranslator } from '../i18n/translator.ts'
import { avatarUrl } from './avatar.ts'
import type { CommandIds } from './command-mentions.ts'
import { errorCodeOf, toDiscordError, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_USER } from './discord-errors.ts'
import { toSingleLine, truncate } from './markdown.ts'
import { sendWithAttachmentFallback } from './message-files.ts'
import { createPermissions } from './permissions.ts'
import type { Reply } from './reply.ts'

/** A limit that ends within this time is waited for on the spot, so that nothing has to be read again. Milliseconds. */
const MAX_WAIT_MS = 5000
const MAX_WAITS = 5

/** Discord gives so many messages at once, and so many times it is asked for more. */
const PAGE_SIZE = 100
const MAX_PAGES = 20

/** The own clock may be wrong by as much; what Discord's ids say is by Discord's. Milliseconds. */
const MAX_CLOCK_SKEW_MS = 3_600_000

/** Discord's ids hold the moment at which they were made, in milliseconds since the beginning of 2015. */
const toSnowflake = (moment: number) => (BigInt(Math.max(moment - 1_420_070_400_000, 0)) << 22n).toString()

/** Discord's limit for the title of a forum's post; somebody whose name shows nothing still needs one. */
const threadTitle = (name: string) => truncate(toSingleLine(name), 100) || '–'

/**
 * The bot's own messages in channels, in the language that is said with each, and what a server allows it there, over REST with the
 * bot's token. Throws AppErrors of the table in `failures`.
 */
export function createChannels({
  rest,
  commandIds,
  now,
}: {
  rest: REST
  commandIds: () => Promise<CommandIds>
  now: () => number
}) {
  let ownIdPromise: Promise<string> | undefined

  const withShortWaits = async <T>(work: () => Promise<unknown>): Promise<T> => {
    for (let waits = 0; ; waits += 1) {
      try {
        return (await work()) as T
      } catch (thrown) {
        const error = toDiscordError(thrown, { authorized: true, now: now() })
        const wait = error.retry.kind === 'at' ? error.retry.at - now() : Number.POSITIVE_INFINITY
        if (wait > MAX_WAIT_MS || waits >= MAX_WAITS) throw error
        await pause(Math.max(wait, 0))
      }
    }
  }

  /** Does something; answers undefined when Discord says with this code that there is nothing to do it to. */
  const ignoringCode = async <T>(code: number, work: () => Promise<unknown>): Promise<T | undefined> =>
    withShortWaits<T | undefined>(() =>
      work().catch((thrown) => {
        if (errorCodeOf(thrown) === code) return undefined
        throw thrown
      }),
    )

  /** In a thread that fell asleep nothing can be changed until it is woken. */
  const withUnarchivedThread = async <T>(channelId: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'thread-archived') throw error
      await withShortWaits(() => rest.patch(Routes.channel(channelId), { body: { archived: false } }))
      return work()
    }
  }

  const ownId = () => {
    ownIdPromise ??= withShortWaits<APIUser>(() => rest.get(Routes.user())).then(({ id }) => id)
    ownIdPromise.catch(() => {
      ownIdPromise = undefined
    })
    return ownIdPromise
  }

  const permissions = createPermissions({ get: (route) => withShortWaits(() => rest.get(route)), ownId, now })

  /** Somebody in a server; undefined when they are not in it. */
  const fetchMember = (guildId: string, userId: string) =>
    withShortWaits<APIGuildMember | undefined>(() =>
      rest.get(Routes.guildMember(guildId, userId)).catch((thrown) => {
        if (errorCodeOf(thrown) === UNKNOWN_MEMBER || errorCodeOf(thrown) === UNKNOWN_USER) return undefined
        throw thrown
      }),
    )

  /** The id of the tag with which a post is opened; undefined where none is required. */
  async function findTagId(guildId: string, forumId: string): Promise<string | undefined> {
    if (!(await permissions.needsTag(forumId))) return undefined
    const access = await permissions.checkAccess(guildId, forumId)
    // What else is missing Discord says itself.
    if (access.kind === 'allowed') return access.tag?.id
    if (access.kind !== 'no-tag') return undefined
    const message: Message = { key: 'feed.noTag', values: { channel: { channel: forumId } } }
    throw new AppError('tag-required', 'the forum requires a tag, and has none that the bot may apply', {
      userMessage: message,
    })
  }

  return {
    /**
     * Posts once: Discord gives the same message again for the same nonce, for some minutes; `deleted-by-user` when somebody deleted that one
     * meanwhile.
     */
    async sendMessage(
      channelId: string,
      reply: Reply,
      nonce: string,
      locale: string | undefined,
    ): Promise<{ messageId: string } | 'deleted-by-user'> {
      const message = await withUnarchivedThread(channelId, () =>
        ignoringCode<APIMessage>(UNKNOWN_MESSAGE, () =>
          sendWithAttachmentFallback(
            reply,
            createTranslator(locale),
            { kind: 'channel-message', commandIds },
            ({ body, files }) =>
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
        ignoringCode(UNKNOWN_MESSAGE, () =>
          sendWithAttachmentFallback(
            reply,
            createTranslator(locale),
            { kind: 'channel-message', commandIds },
            (message) => rest.patch(Routes.channelMessage(channelId, messageId), message),
          ),
        ),
      )
      return message === undefined ? 'gone' : 'edited'
    },

    /** One that is gone is removed, as is one in a channel that is gone. */
    async deleteMessage(channelId: string, messageId: string): Promise<void> {
      try {
        await withUnarchivedThread(channelId, () =>
          withShortWaits(() => rest.delete(Routes.channelMessage(channelId, messageId))),
        )
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'discord-gone') throw error
      }
    },

    /**
     * The post of the bot's own, written since then (epoch milliseconds), that tells of this activity; replies to commands are none.
     * Without a moment, the newest messages are looked through.
     */
    async findActivityMessage(channelId: string, url: string, since: number): Promise<string | undefined> {
      const me = await ownId()
      const isAboutActivity = ({ author, interaction_metadata, components }: APIMessage) =>
        author.id === me && !interaction_metadata && JSON.stringify(components ?? []).includes(`(${url})`)
      let after = since > 0 ? toSnowflake(since - MAX_CLOCK_SKEW_MS) : undefined
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(after ? { after } : {}) })
        const messages = await withShortWaits<APIMessage[]>(() =>
          rest.get(Routes.channelMessages(channelId), { query }),
        )
        const found = messages.find(isAboutActivity)
        if (found || after === undefined || messages.length < PAGE_SIZE) return found?.id
        after = messages.map(({ id }) => id).sort((a, b) => Number(BigInt(b) - BigInt(a)))[0]
      }
      return undefined
    },

    /** The channel of private messages with somebody. */
    async createDM(userId: string): Promise<string> {
      const body = { recipient_id: userId }
      return (await withShortWaits<APIChannel>(() => rest.post(Routes.userChannels(), { body }))).id
    },

    /** A post of a forum that the bot opened, by its name; not opened before `since`, epoch milliseconds. */
    async findForumThread(guildId: string, forumId: string, name: string, since: number): Promise<string | undefined> {
      const me = await ownId()
      const { threads } = await withShortWaits<{ threads: APIThreadChannel[] }>(() =>
        rest.get(Routes.guildActiveThreads(guildId)),
      )
      const title = threadTitle(name)
      const oldest = BigInt(toSnowflake(since - MAX_CLOCK_SKEW_MS))
      const isMatch = ({ id, parent_id: parent, owner_id: owner, name: its }: APIThreadChannel) =>
        parent === forumId && owner === me && its === title && BigInt(id) >= oldest
      return threads.find(isMatch)?.id
    },

    /** With a tag, where the forum requires one. Throws `tag-required` when it has none that the bot may apply. */
    async createForumThread(
      guildId: string,
      forumId: string,
      name: string,
      reply: Reply,
      locale: string | undefined,
    ): Promise<{ messageChannelId: string; messageId: string }> {
      const tag = await findTagId(guildId, forumId)
      const tags = tag ? { applied_tags: [tag] } : {}
      const created = await withShortWaits<APIThreadChannel & { message: APIMessage }>(() =>
        sendWithAttachmentFallback(
          reply,
          createTranslator(locale),
          { kind: 'channel-message', commandIds },
          ({ body: message, files }) =>
            rest.post(Routes.threads(forumId), { body: { name: threadTitle(name), message, ...tags }, files }),
        ),
      )
      return { messageChannelId: created.id, messageId: created.message.id }
    },

    /** As the server shows somebody; undefined when they are not in it. */
    async displayName(guildId: string, userId: string): Promise<string | undefined> {
      const member = await fetchMember(guildId, userId)
      return (
        (member && [member.nick, member.user.global_name].find((name) => name && hasVisibleText(name))) ||
        member?.user.username
      )
    },

    /** Somebody in a server, with the address of their picture there; undefined when they are not in it. */
    async findMember(guildId: string, userId: string): Promise<{ avatar: string } | undefined> {
      const member = await fetchMember(guildId, userId)
      return member && { avatar: avatarUrl(guildId, member, rest.cdn) }
    },

    checkAccess: permissions.checkAccess,
    accessChecker: permissions.accessChecker,
    timedOutIn: permissions.timedOutIn,
  }
}

export type Channels = ReturnType<typeof createChannels>
