import { expect, test } from 'vitest'
import type { SharePreference } from '../../src/core/sharing.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { syncPosts } from '../../src/jobs/sync-activity/sync-posts.ts'
import { createLog } from '../../src/logger.ts'
import type { MemberSnapshot } from '../../src/redis/member-snapshot.ts'
import { createActivity, createFeed, createSharePreference, HOUR, NOW } from '../core/builders.ts'

const [FIRST, SECOND] = ['100000000000000001', '100000000000000002']
const [CHANNEL, OTHER_CHANNEL] = ['200000000000000001', '200000000000000002']
const link = { userId: '300000000000000001', athleteId: '4001', linkedAt: NOW - 100 * HOUR }
const activity = createActivity({ athleteId: link.athleteId })
const IDS = { athleteId: link.athleteId, activityId: activity.id }

/** A snapshot of the member, who shares in two servers by default. */
const createSnapshot = (
  overrides: Partial<MemberSnapshot> = {},
  second: SharePreference = createSharePreference(),
): MemberSnapshot => ({
  link,
  preferences: new Map([
    [FIRST, createSharePreference()],
    [SECOND, second],
  ]),
  mapChoice: 'none',
  feeds: [
    createFeed({ guildId: FIRST, channelId: CHANNEL }),
    createFeed({ guildId: SECOND, channelId: OTHER_CHANNEL }),
  ],
  pausedForums: new Set(),
  posts: {},
  ...overrides,
})

/** Syncs the activity while the member changes: each read returns the next snapshot, and finally always the last. */
async function syncWith(...snapshots: [MemberSnapshot, ...MemberSnapshot[]]) {
  const sent: string[] = []
  const removed: unknown[] = []
  const heldBack: string[] = []
  const context = {
    snapshots: { read: async () => (snapshots.length > 1 ? snapshots.shift() : snapshots[0]) },
    activities: { find: async () => activity },
    activityCache: { forget: async () => {} },
    activityHistory: { recordDecision: async () => {} },
    channels: {
      sendMessage: async (channelId: string) => {
        sent.push(channelId)
        return { messageId: `9${channelId}` }
      },
    },
    heldBack: { add: async (guildId: string) => void heldBack.push(guildId) },
    links: { isOwner: async () => true },
    guildMembers: { find: async () => ({ avatar: undefined }) },
    metrics: { postEnded: () => {} },
    pendingDeletions: { enqueuePosts: async (...ids: string[]) => void removed.push(ids) },
    posts: { write: async () => {} },
    queue: { add: async () => {} },
    withActivityLock: <T>(_: string, work: () => Promise<T>) => work(),
    log: createLog('silent'),
    now: () => NOW,
  } as unknown as JobContext
  const result = await syncPosts(IDS, context)
  return { result, sent, removed, heldBack }
}

test('an activity is posted in every server in which its member shares', async () => {
  const { result, sent } = await syncWith(createSnapshot())
  expect(sent).toEqual([CHANNEL, OTHER_CHANNEL])
  expect(result).toEqual({ kind: 'synced', isNewlyPosted: true })
})

test('nothing is posted for a member who stops sharing while the activity is fetched', async () => {
  const snapshotWithoutSharing = createSnapshot({ preferences: new Map() })
  expect((await syncWith(createSnapshot(), snapshotWithoutSharing)).sent).toEqual([])
})

test('an activity is not posted in a server where its member stops sharing while it is posted in another', async () => {
  const snapshotWithoutSharing = createSnapshot({}, createSharePreference({ mode: 'off' }))
  expect((await syncWith(createSnapshot(), createSnapshot(), snapshotWithoutSharing)).sent).toEqual([CHANNEL])
})

test('if a member leaves while the activity is fetched, nothing is posted and existing posts are deleted', async () => {
  const { result, sent, removed } = await syncWith(createSnapshot(), createSnapshot({ link: undefined }))
  expect(sent).toEqual([])
  expect(removed).toEqual([[link.athleteId, link.userId]])
  expect(result).toEqual({ kind: 'nowhere' })
})

test("if the member's own forum thread is closed, their activity waits", async () => {
  const forum = createFeed({ guildId: FIRST, channelId: CHANNEL, forum: true })
  const closedForum = createSnapshot({ feeds: [forum], pausedForums: new Set([CHANNEL]) })
  const { result, heldBack } = await syncWith(closedForum)
  expect(heldBack).toEqual([FIRST])
  expect(result).toEqual({ kind: 'synced', isNewlyPosted: false })
})
