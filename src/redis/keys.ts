import { createHash } from 'node:crypto'

/**
 * All keys share one hash tag, so that scripts over several keys also run on a Redis Cluster. The queues have their own
 * there.
 */
const key = (...parts: string[]) => ['{domestique}', ...parts].join(':')

/** Hashes a secret or guessable value for use in a key. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/** What precedes the hash in the keys of OAuth `state` values. */
export const OAUTH_STATE_PREFIX = key('oauth-state', '')

/**
 * Every Redis key of this program except BullMQ's. docs/data.md says what each one holds, for how long, and who deletes
 * it. A `hash` parameter is a keyed hash of an id: such a key may outlive the member's link.
 */
export const keys = {
  link: (userId: string) => key('link', userId),
  athlete: (athleteId: string) => key('athlete', athleteId),
  sharePreferences: (userId: string) => key('share-preferences', userId),
  map: (userId: string) => key('map', userId),
  tokens: (athleteId: string) => key('tokens', athleteId),
  revocation: (hash: string) => key('revocation', hash),
  revocations: () => key('revocations'),
  heldSeats: () => key('held-seats'),
  waitingList: () => key('waiting-list'),
  waitingPerson: (hash: string) => key('waiting-person', hash),
  authorizationCheck: (hash: string) => key('grant-check', hash),
  tokenRefreshLock: (hash: string) => key('token-refresh-lock', hash),
  oauthState: (state: string) => `${OAUTH_STATE_PREFIX}${hashSecret(state)}`,
  pendingReply: (interactionId: string) => key('pending-reply', interactionId),
  athletes: () => key('athletes'),
  invalidLinks: () => key('invalid-links'),
  feeds: (guildId: string) => key('feeds', guildId),
  feedAdmins: () => key('feed-admins'),
  guilds: () => key('guilds'),
  greeted: (guildId: string, joinedAt: string) => key('greeted', guildId, joinedAt),
  pausedFeeds: () => key('paused-feeds'),
  pausedThreads: () => key('paused-threads'),
  heldBackActivities: (guildId: string) => key('held-back-activities', guildId),
  heldBackGuilds: () => key('held-back-guilds'),
  posts: (athleteId: string) => key('posts', athleteId),
  postFields: (athleteId: string, day: string) => key('post-fields', athleteId, day),
  dailyPosts: (athleteId: string, day: string) => key('daily-posts', athleteId, day),
  overLimitAthletes: (channelId: string, day: string) => key('over-limit-athletes', channelId, day),
  overLimitMessage: (channelId: string, day: string) => key('over-limit-message', channelId, day),
  openEvents: (athleteId: string) => key('open-events', athleteId),
  units: (userId: string) => key('units', userId),
  replyPreference: (userId: string) => key('reply-preference', userId),
  totals: (athleteId: string) => key('totals', athleteId),
  activityCache: (athleteId: string) => key('activity-cache', athleteId),
  activityHistory: (athleteId: string, day: string) => key('activity-history', athleteId, day),
  activityVisibility: (athleteId: string) => key('activity-visibility', athleteId),
  forumThreads: (userId: string) => key('forum-threads', userId),
  forumThreadLock: (hash: string) => key('forum-thread-lock', hash),
  publicReplies: (userId: string) => key('public-replies', userId),
  recentActivities: (userId: string) => key('recent-activities', userId),
  recentActivitiesRefreshLock: (userId: string) => key('recent-activities-refresh', userId),
  idempotency: (what: string) => key('idempotency', what),
  approvalPrompt: (userId: string) => key('approval-prompt', userId),
  approvals: (userId: string) => key('approvals', userId),
  member: (hash: string) => key('member', hash),
  memberProfiles: (hash: string) => key('member-profiles', hash),
  pendingDeletions: (hash: string) => key('pending-deletions', hash),
  syncLock: (hash: string) => key('sync-lock', hash),
  subscription: () => key('subscription'),
  lastEvent: () => key('last-event'),
  rateLimits: () => key('rate-limits'),
  rateLimitSlot: (hash: string) => key('rate-limit-slot', hash),
  circuitBreaker: () => key('circuit-breaker'),
  requesterReads: (window: string, startedAt: string, hash: string) => key('requester-reads', window, startedAt, hash),
  requesterSlot: (hash: string) => key('requester-slot', hash),
  encryptionKey: () => key('encryption-key'),
  encryptionKeyWorker: () => key('encryption-key-worker'),
  missingEncryptionKey: () => key('encryption-key-missing'),
  registeredCommands: () => key('registered-commands'),
  operatorAlerts: () => key('operator-alerts'),
  processes: () => key('processes'),
  storeFormat: () => key('store-format'),
  restoring: () => key('restoring'),
  restoredAt: () => key('restored-at'),
  backupMarker: () => key('backup-marker'),
}

/** What every key of this program begins with, BullMQ's too. */
export const KEY_PREFIX = '{domestique'

/** The prefix of BullMQ's keys: `{domestique}:bull:<queue>:…`. */
export const QUEUE_PREFIX = '{domestique}:bull'

/** A glob of BullMQ's keys: on a cluster, the queues have hash tags of their own. */
export const QUEUE_KEYS_PATTERN = '{domestique*}:bull:*'

export const isQueueKey = (key: string) => /^\{domestique[^}]*\}:bull:/.test(key)

/** A key's hash tag: on a cluster, one command reaches the keys of one tag. */
const hashTagOf = (key: string): string => /\{[^}]*\}/.exec(key)?.[0] ?? ''

/** The key of this name with another key's hash tag: on a cluster, it is on the same server. */
export const withSameHashTag = (key: string, name: string): string => name.replace(hashTagOf(name), hashTagOf(key))

export function groupByHashTag<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const tag = hashTagOf(keyOf(item))
    groups.set(tag, [...(groups.get(tag) ?? []), item])
  }
  return [...groups.values()]
}

/** The name of a queue's key on a cluster, or on one server. Other keys have the same name on both. */
export const toQueueKey = (key: string, isCluster: boolean): string =>
  key.replace(/^\{domestique[^}]*\}:bull:([^:]+)/, (_, queue: string) =>
    isCluster ? `{domestique:${queue}}:bull:${queue}` : `${QUEUE_PREFIX}:${queue}`,
  )
