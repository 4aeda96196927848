import { DAY, MINUTE, type StoredKey } from './stored-key.ts'

/** What is stored while a command runs or a member connects. */
export const COMMAND_KEYS = {
  oauthState: {
    value:
      "a personal link: `request` (who asked where, with name, username, and the server's name and icon, encrypted), `browser` (hash of its cookie), `visit` (hash of a number in the form), `share` (the choice). Once used: `usedRequest` (the same as `request`), `callback` (hash of Strava's answer), `usedAt`, `outcome` (one word)",
    type: 'hash',
    seconds: 15 * MINUTE,
    kept: '{time}; once used, 10 minutes',
    kind: 'commands',
  },
  idempotency: {
    value:
      'the interaction that first did something that happens once: sharing an answer, `share-<messageId>`, with its page or days',
    seconds: DAY,
    kind: 'messages',
  },
  pendingReply: {
    value:
      "the interaction's token, the requester's name and username, and the channel; for the question of `ask`, the title of its activity; encrypted",
    seconds: 15 * MINUTE,
    deletedBy: 'the worker, when the reply is delivered',
    isStravaData: true,
    kind: 'commands',
  },
} satisfies Record<string, StoredKey>
