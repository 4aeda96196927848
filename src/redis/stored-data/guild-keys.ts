import { DAY, HOUR, MINUTE, type StoredKey } from './stored-key.ts'

/** What is stored about servers and events. */
export const GUILD_KEYS = {
  feeds: {
    value:
      "the server's feeds, one field for each channel, JSON: `guildId`, `channelId`, `sports`, `units` (`system`, `pool`), `locale`, `minDistance` (metres), `minTime` (seconds), `indoor`, `commutes`, `hiddenFigures`, `maps`, `maxPostsPerDay`, `pausedByAdmin` (by an admin), `addedBy` (the admin who is told about a pause, encrypted), `forum`, `since`, `movedFrom` (channels that it had before)",
    type: 'hash',
    kept: 'until removed; 30 days after the server removed the bot',
    deletedBy: '`/strava-admin feed remove`; `/strava unlink` and `npm run forget` (`addedBy`)',
    kind: 'feeds',
    inFile: 'feedsSetUp',
  },
  feedAdmins: {
    value:
      'who set up each feed, one field `<server>:<channel>` each: the hash of their Discord id. `complete`: every feed is in it',
    type: 'hash',
    kept: 'while the feed is; after 30 days without the bot in the server, until the program starts next',
    deletedBy: '`/strava-admin feed remove`; `/strava unlink`; `npm run forget`; the job `index-feed-admins`',
    kind: 'feeds',
    inFile: 'feedsSetUp',
  },
  guilds: {
    value: 'the servers that have, or had, feeds',
    type: 'set',
    kept: 'while there are any',
    deletedBy: 'the program, when it finds a server without feeds',
  },
  greeted: {
    value: 'when the bot began to greet the server after joining it, in milliseconds',
    seconds: 2 * HOUR,
  },
  pausedFeeds: {
    value:
      'paused feeds, one field `<server>:<channel>` each, JSON: `detail` (why), `since`, `repeatCount` (how often in a row), `nextCheckAt`, `notifiedAt`, `resumedAt`',
    type: 'hash',
    kept: 'while paused, and a day after',
    deletedBy: 'the job `resume-feeds`; `/strava-admin feed remove`',
  },
  pausedThreads: {
    value:
      "members' forum posts in which the bot can't write, one field `<server>:<forum>:<userId>` each, JSON as above; `detail` is the post's id",
    type: 'hash',
    kept: 'while locked, and a day after',
    deletedBy: 'the job `resume-feeds`; disconnecting',
    kind: 'posts',
    inFile: 'closedForumThreads',
  },
  heldBackActivities: {
    value: 'activities that wait for a paused feed, as `<athlete>:<activity>` by time, 500 at most',
    type: 'zset',
    seconds: 4 * DAY,
    kept: '{time} at most',
    deletedBy: 'the job `resume-feeds`; disconnecting',
    kind: 'events',
    inFile: 'waitingActivities',
  },
  heldBackGuilds: {
    value: 'the servers in which activities wait',
    type: 'set',
    kept: 'while any waits',
    deletedBy: 'the job `resume-feeds`; disconnecting',
  },
  overLimitAthletes: {
    value: "the athletes with activities over a feed's daily limit",
    type: 'set',
    seconds: 3 * DAY,
    kept: '{time} after the last one',
    deletedBy: 'disconnecting (the member)',
    kind: 'events',
    inFile: 'dailyPosts',
  },
  overLimitMessage: {
    value: 'the line that says how many there were, JSON: `startedAt`, `messageId`',
    seconds: 5 * DAY,
  },
  member: {
    value:
      "that a member is in a server, JSON, encrypted: the server's id, their name and the address of their profile picture there; the hash is of both ids",
    seconds: 5 * MINUTE,
    kind: 'names',
    inFile: 'serverProfiles',
  },
  memberProfiles: {
    value: "the hashes of a member's names that are cached; the hash in the key is of their Discord id",
    type: 'set',
    seconds: 5 * MINUTE,
    kind: 'names',
    inFile: 'serverProfiles',
  },
  syncLock: {
    value: 'the lock for an activity; its library puts `mutex:` before the key',
    seconds: 15,
    kept: '{time}, renewed',
    deletedBy: 'the worker',
  },
  forumThreadLock: {
    value: "the lock for a member's forum posts; its library puts `mutex:` before the key",
    seconds: 15,
    kept: '{time}, renewed',
    deletedBy: 'the worker',
  },
  subscription: {
    value: 'the push subscription on Strava, JSON: `state`, `id`, `checkedAt`; without the secrets in its address',
    kept: 'always',
    deletedBy: 'the `web` role, while it makes a new one',
  },
  lastEvent: {
    value: 'when Strava last sent an event about a member, to the minute',
    kept: 'always',
  },
} satisfies Record<string, StoredKey>
