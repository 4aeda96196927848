import { MAX_TEXT_LENGTH } from '../discord/components/message-parts.ts'
import { sentence, textReply } from '../discord/components/text-reply.ts'
import type { Reply } from '../discord/reply.ts'
import type { Message, ReplyButton } from '../i18n/message.ts'

/** The number of problems to list, of feeds and of forum posts each. */
const MAX_PROBLEMS_SHOWN = 10

interface StatusParts {
  feeds: { count: number; problems: readonly Message[] }
  timeout: readonly Message[]
  /** Members' forum posts that the bot can't write in. */
  closedThreads: readonly Message[]
  others: readonly Message[]
}

/** The first problems in lines, and how many more there are. */
function listOf(problems: readonly Message[], shown: number) {
  const listed = problems.slice(0, shown)
  const more = problems.length - listed.length
  const rest: Message[] = more > 0 ? [{ key: 'status.feedsMore', values: { more } }] : []
  return { list: [...listed, ...rest], as: 'lines' } as const
}

function feedsMessage({ count, problems }: StatusParts['feeds'], shown: number): Message {
  if (count === 0) return { key: 'status.feedsNone' }
  if (problems.length === 0) return { key: 'status.feedsFine', values: { count } }
  const troubles = listOf(problems, shown)
  return { key: 'status.feedsTrouble', values: { count, broken: problems.length, troubles } }
}

function statusMessage(
  { feeds, timeout, closedThreads, others }: StatusParts,
  shown: { feeds: number; threads: number },
): Message {
  const posts = listOf(closedThreads, shown.threads)
  const lines: Message[] = [
    feedsMessage(feeds, shown.feeds),
    ...timeout,
    ...(closedThreads.length === 0 ? [] : [{ key: 'status.postsShut', values: { posts } } as const]),
    ...others,
  ]
  return { key: 'status.text', values: { lines: { list: lines, as: 'lines' } } }
}

/** The status of a server, with as many of its problems as fit in the reader's language. */
export const statusReply = (parts: StatusParts, buttons: readonly ReplyButton[]): Reply => ({
  render(translator, options) {
    const most = {
      feeds: Math.min(parts.feeds.problems.length, MAX_PROBLEMS_SHOWN),
      threads: Math.min(parts.closedThreads.length, MAX_PROBLEMS_SHOWN),
    }
    let message = statusMessage(parts, most)
    while (sentence(message, translator).length > MAX_TEXT_LENGTH && most.feeds + most.threads > 0) {
      if (most.feeds > most.threads) most.feeds--
      else most.threads--
      message = statusMessage(parts, most)
    }
    return textReply(message, buttons).render(translator, options)
  },
})
