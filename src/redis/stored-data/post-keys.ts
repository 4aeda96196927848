import { DAY, type StoredKey } from './stored-key.ts'

/** What is stored about the posts of members. */
export const POST_KEYS = {
  posts: {
    value:
      'the posts about each activity, one field for each activity, JSON by channel, a list of values (ordered as in `src/redis/posts.ts`): `guildId`, `messageId`, `messageChannelId` (if the message is elsewhere than in the channel itself), `state`, `generation`, `startedAt` (while `posting`), `approved`, `isRestricted` (shown because the member allowed followers-only or muted activities), `isRemoved` (while `deleting`, after **Remove this post**)',
    type: 'hash',
    kept: 'while connected; after 7 days only if posted',
    deletedBy: 'disconnecting; the job `catch-up`',
    isStravaData: true,
    kind: 'posts',
    inFile: 'posts',
  },
  postFields: {
    value:
      'what these posts show, one key for each of the last seven days, one field `<activity>:<channel>` each, a JSON list: when it was written, the hash of card and map, the hash of the activity in the list, when the activity ended',
    type: 'hash',
    seconds: 7 * DAY,
    kept: '{time} at most',
    deletedBy: 'disconnecting; the job `catch-up`',
    isStravaData: true,
    kind: 'posts',
    inFile: 'posts',
  },
  dailyPosts: {
    value:
      'the new activities in feeds with a daily limit, one key for each of the last seven days, one field `<channel>:<activity>` each: the day of the activity, and `post` (counts), `over` (over the limit) or `free` (neither any more)',
    type: 'hash',
    seconds: 7 * DAY,
    kept: '{time} at most',
    deletedBy: 'disconnecting',
    isStravaData: true,
    kind: 'events',
    inFile: 'dailyPosts',
  },
  forumThreads: {
    value: "the member's own post in each forum, one field for each forum; `since <ms>` while it is being opened",
    type: 'hash',
    kept: 'while connected',
    deletedBy: 'disconnecting; one field: the program, when it opens another one',
    kind: 'posts',
    inFile: 'forumThreads',
  },
} satisfies Record<string, StoredKey>
