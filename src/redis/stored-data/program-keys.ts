import { DAY, MINUTE, type StoredKey } from './stored-key.ts'

/** What the program stores about Strava and itself. */
export const PROGRAM_KEYS = {
  rateLimits: {
    value: "Strava's limits, the usage of the current quarter hour and day, and the slots reserved in later ones, JSON",
    kept: 'always',
  },
  rateLimitSlot: {
    value: 'the moment of the slot that is reserved for a job',
    seconds: DAY,
    kept: 'until its window is over, {time} at most',
    deletedBy: 'the job',
  },
  requesterReads: {
    value: 'how many reads a person has used in this quarter hour (`quarter`) or day (`day`)',
    seconds: DAY,
    kept: 'until the window is over, {time} at most',
    kind: 'reads',
    inFile: 'readsOfStrava',
  },
  requesterSlot: {
    value: 'which job of a person waits for a read',
    seconds: DAY,
    kept: 'until its window is over, {time} at most',
    deletedBy: 'the job',
    kind: 'reads',
    inFile: 'readsOfStrava',
  },
  circuitBreaker: {
    value:
      'whether Strava works: recent failures, since when calls are stopped, and the next probe, JSON; an activity that failed is a keyed hash',
    kept: 'always',
  },
  registeredCommands: {
    value:
      'the commands registered with Discord, JSON: `hash` (of their definitions, so that only changes are registered again) and `ids` (by name, for mentions)',
    kept: 'always',
  },
  processes: {
    value:
      'the processes that run, one field each, JSON: `version`, `roles`, `storeVersion`, `keyName` (the name of the key that it encrypts with) and `at` (its last report)',
    type: 'hash',
    seconds: MINUTE,
    kept: '{time} after the last report',
    deletedBy: 'each process, when it stops',
  },
  storeFormat: {
    value:
      'the format of everything here, JSON: `version` and `readableBy` (the oldest format whose programs can use it)',
    kept: 'always',
  },
  restoring: {
    value:
      'while a backup is being restored, JSON: the athletes who were connected before (`connected`), and whose tokens are kept (`withTokens`)',
    kept: 'until it is done',
    deletedBy: '`npm run restore`',
  },
  restoredAt: {
    value: 'when a backup was restored: connections that Strava refuses are kept longer',
    seconds: 7 * DAY,
  },
  backupMarker: {
    value:
      'a random value, by which a backup knows which changes it has seen; on a cluster one on each server, with the hash tag of its keys',
    seconds: MINUTE,
    deletedBy: '`npm run backup`',
  },
  operatorAlerts: {
    value:
      "when the operator was last told about each cause, which of these aren't over (`open:<cause>`), and the last check (`checked-at`)",
    type: 'hash',
    seconds: 7 * DAY,
  },
  encryptionKey: {
    value: 'the name of the key that encrypts new data: six characters of its hash',
    kept: 'always',
  },
  encryptionKeyWorker: {
    value: 'that a worker has the key',
    seconds: 150,
  },
  missingEncryptionKey: {
    value: 'the name of the key that a process is missing',
    seconds: 150,
    deletedBy: 'that process',
  },
} satisfies Record<string, StoredKey>
