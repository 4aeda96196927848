import { createHash } from 'node:crypto'
import type { Activity } from '../../core/activity.ts'
import { type ActivityCard, toActivityCard } from '../../core/activity-card.ts'
import { amountsOf } from '../../core/amounts.ts'
import { badgesOf } from '../../core/badges.ts'
import { takesNoNewPosts } from '../../core/feed.ts'
import { type MapPlan, planMap } from '../../core/map-plan.ts'
import type { PostResult } from '../../core/next-post.ts'
import { combineHashes, type Plan, shownPhoto } from '../../core/post-rules.ts'
import { IMPERIAL_UNITS, type Units } from '../../core/units.ts'
import type { ActivityMessage } from '../../discord/components/activity-message.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { ReplyButton } from '../../i18n/message.ts'
import type { JobContext } from '../job-context.ts'
import { drawMap, photoImage } from '../message-images.ts'
import { unlessInaccessible } from './hold-back.ts'
import type { PostTarget } from './post-target.ts'

/** What a channel would show of an activity. */
export interface PostContent {
  card: ActivityCard | undefined
  map: MapPlan | undefined
  /** The photo's address. */
  photo: string | undefined
}

/** A message that can be sent. `contentHash`: what it shows. */
export interface PostMessage {
  kind: 'message'
  card: ActivityMessage
  contentHash: string
}

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 10)

/**
 * A short hash of an activity as Strava lists it: lists and details give the same. It includes records, achievements
 * and flags, which change later without an event.
 */
export function summaryHashOf(activity: Activity): string {
  const { name, sportType, indoor, visibility, flagged } = activity
  return hash([name, sportType, amountsOf(activity), indoor, visibility, flagged, badgesOf(activity)])
}

function contentIn(units: Units, { link, activity, place, mapChoice }: PostTarget): PostContent {
  const { hiddenFigures, maps } = place.feed
  return {
    card: activity && toActivityCard({ userId: link.userId, activity, units, hiddenFigures }),
    map: activity && planMap(activity, mapChoice, { maps, units }),
    photo: shownPhoto(activity, place.preference),
  }
}

/** A removed feed has no settings: its units are those of the map in the post, if the map may still be shown. */
export function contentOf(target: PostTarget): PostContent {
  const { feed, post } = target.place
  const content = contentIn(feed.units, target)
  if (!takesNoNewPosts(feed) || !post) return content
  const imperial = contentIn(IMPERIAL_UNITS, target)
  return imperial.map && post.contentHash.split('~')[1] === hash(imperial.map) ? imperial : content
}

/** Short hashes of the parts of a post. Without the query of a photo's URL, which can change on every read. */
export const contentHashOf = ({ card, map, photo }: PostContent, locale: string | undefined): string =>
  combineHashes(
    hash(card && locale ? [card, locale] : (card ?? null)),
    map && hash(map),
    photo && hash(photo.replace(/\?.*/, '')),
  )

/** Holds ids only, so that it works for as long as the message exists. */
const detailsButton = (userId: string, activityId: string, channelId: string): ReplyButton => ({
  label: 'button.details',
  customId: toCustomId('post-details', userId, activityId, channelId),
})

/**
 * The card with its images and the member's name and picture. `member-left` if the member isn't in the server, unless
 * the edit hides more of the map or photos. A map that could not be drawn, or a photo that could not be fetched, is
 * left out until the activity is read again.
 */
export async function buildMessage(
  { target, plan, content }: { target: PostTarget; plan: Plan; content: PostContent },
  context: JobContext,
): Promise<PostMessage | PostResult> {
  const { link, activityId, place } = target
  const { guildId, channelId, locale } = place.feed
  const { card, map, photo } = content
  if (!card) return { kind: 'undecided' }
  const freshness = plan.action === 'post' ? 'fresh' : 'cached'
  const found = await unlessInaccessible(target, context, async () => ({
    kind: 'found' as const,
    member: await context.guildMembers.find(guildId, link.userId, freshness),
  }))
  if (found.kind === 'inaccessible') return found
  // A map or a photo may show a home, so it is hidden even after the member left the server.
  const isHiding = plan.reason === 'the member hides more of the map or photos'
  if (!found.member && !isHiding) return { kind: 'member-left' }
  const [maps, photos] = await Promise.all([drawMap(map, context, locale), photoImage(photo, context)])
  const shown = { card, map: maps && map, photo: photos && photo }
  const buttons = plan.action === 'ask' ? [] : [detailsButton(link.userId, activityId, channelId)]
  return {
    kind: 'message',
    card: { ...card, ...found.member, images: [...(maps ?? []), ...(photos ?? [])], buttons },
    contentHash: contentHashOf(shown, locale),
  }
}
