import { z } from 'zod'
import { toActivityCard } from '../domain/card.ts'
import { exampleActivity } from '../domain/example.ts'
import type { Feed } from '../domain/feed.ts'
import { planMap, USUAL_MAP } from '../domain/map.ts'
import { changeUnits, METRIC, type System } from '../domain/units.ts'
import { AppError } from '../errors.ts'
import { feedSay, permissionsSay } from '../text/feed.ts'
import { createText } from '../text/index.ts'
import type { Question } from '../text/notice.ts'
import type { Say } from '../text/say.ts'
import { type AskIdentity, askId, askSchema } from './ask.ts'
import { defineAskedJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { drawMap } from './map.ts'
import { sweep } from './sweep.ts'

/** So many feeds a server can have. */
const MOST_FEEDS = 25

const METRES: Record<System, number> = { metric: 1000, imperial: 1609.344 }

/** What the admin wants; what is not given stays, or is as usual in a new feed. The distance is in the feed's own units. */
const wishSchema = z.object({
  sports: z.array(z.string()).optional(),
  units: z.enum(['metric', 'imperial']).optional(),
  pool: z.enum(['metres', 'yards']).optional(),
  locale: z.string().max(20).optional(),
  minDistance: z.number().nonnegative().optional(),
  minMinutes: z.number().nonnegative().optional(),
  indoor: z.boolean().optional(),
  commutes: z.boolean().optional(),
})

const refused = (message: string, say: Say) => new AppError('bad-input', message, { say })

/** Whether the channel is a forum. Throws `bad-input` unless the bot may post there. */
async function checkChannel({ guildId }: AskIdentity, channelId: string, deps: JobDeps): Promise<boolean> {
  const lacks = await deps.channels.lacks(guildId, channelId)
  const channel = { channel: channelId }
  if (lacks.kind === 'no-channel') {
    throw refused('the bot cannot see the channel', { key: 'feed.unseen', values: { channel } })
  }
  if (lacks.kind === 'permissions') {
    const permissions = permissionsSay(lacks.names)
    throw refused('the bot lacks permissions', { key: 'feed.missing', values: { channel, permissions } })
  }
  return lacks.forum
}

/** What a post in the feed looks like: an activity that nobody did, of a sport that the feed shows. */
async function preview(feed: Feed, { guildId, userId }: AskIdentity, deps: JobDeps): Promise<Question> {
  const { units, locale } = feed
  const name = createText(locale).say({ key: 'feed.example' })
  const sportType = feed.sports.includes('Run') ? 'Run' : (feed.sports[0] ?? 'Run')
  const activity = exampleActivity({ name, sportType, now: deps.now() })
  const [member, pictures = []] = await Promise.all([
    deps.members.find(guildId, userId),
    drawMap(planMap(activity, USUAL_MAP, units.system), deps, locale),
  ])
  return {
    kind: 'question',
    say: { key: 'feed.saved', values: { channel: { channel: feed.channelId }, shown: feedSay(feed) } },
    card: { ...toActivityCard({ userId, activity, units }), ...member, pictures },
    cardLocale: locale ?? 'en',
    actions: [],
  }
}

/** Lets new activities appear in a channel, or changes what appears there. Nothing is saved unless the bot may post there. */
export const feedAdd = defineAskedJob({
  name: 'feed-add',
  payload: z.object({ ask: askSchema, channelId: z.string().regex(/^\d{1,20}$/), wish: wishSchema }),
  id: askId('feed-add'),
  attempts: 3,
  async run({ ask, channelId, wish }, deps) {
    const { guildId, userId } = ask
    const feeds = await deps.feeds.list(guildId)
    const before = feeds.find((feed) => feed.channelId === channelId)
    if (!before && feeds.length >= MOST_FEEDS) {
      throw refused('the server has as many feeds as it can', { key: 'feed.tooMany', values: { most: MOST_FEEDS } })
    }
    const forum = await checkChannel(ask, channelId, deps)

    const units = changeUnits(before?.units ?? METRIC, { system: wish.units, pool: wish.pool })
    const feed: Feed = {
      guildId,
      channelId,
      forum,
      sports: wish.sports ?? before?.sports ?? [],
      units,
      // The server's language may change later; what was added before there were languages is English.
      locale: wish.locale ?? (before ? before.locale : ask.guildLocale),
      minDistance:
        wish.minDistance === undefined ? (before?.minDistance ?? 0) : wish.minDistance * METRES[units.system],
      minTime: wish.minMinutes === undefined ? (before?.minTime ?? 0) : wish.minMinutes * 60,
      indoor: wish.indoor ?? before?.indoor ?? true,
      commutes: wish.commutes ?? before?.commutes ?? true,
      addedBy: userId,
      since: before?.since ?? deps.now(),
      paused: undefined,
    }
    await deps.feeds.save(feed)
    if (before?.paused) {
      await deps.feeds.resume(guildId, channelId)
      deps.log.info({ guildId, channelId, reason: before.paused }, 'feed resumed')
      await deps.queue.add(sweep.request({}))
    }
    return preview(feed, ask, deps)
  },
})
