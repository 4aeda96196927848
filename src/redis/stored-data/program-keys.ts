import { DAY, type StoredKey } from './stored-key.ts'

/** What the program stores about Strava and itself. */
export const PROGRAM_KEYS = {
  rateLimits: {
    value: "Strava's limits, the usage of the current quarter hour and day, and the slots reserved in later ones, JSON",
    type: 'string',
    kept: 'always',
  },
  rateLimitSlot: {
    value: 'the moment of the slot that is reserved for a job',
    type: 'string',
    seconds: DAY,
    kept: 'until its window is over, {time} at most',
    deletedBy: 'the job',
  },
  requesterReads: {
    value: 'how many reads a person has used in this quarter hour (`quarter`) or day (`day`)',
    type: 'string',
    seconds: DAY,
    kept: 'until the window is over, {time} at most',
    kind: 'reads',
    inFile: 'readsOfStrava',
  },
  requesterSlot: {
    value: 'which job of a person waits for a read',
    type: 'string',
    seconds: DAY,
    kept: 'until its window is over, {time} at most',
    deletedBy: 'the job',
    kind: 'reads',
    inFile: 'readsOfStrava',
  },
  circuitBreaker: {
    value:
      'whether Strava works: recent failures, since when calls are stopped, and the next probe, JSON; an activity that failed is a keyed hash',
    type: 'string',
    kept: 'always',
  },
  registeredCommands: {
    value:
      'the commands registered with Discord, JSON: `hash` (of their definitions, so that only changes are registered again) and `ids` (by name, for mentions)',
    type: 'string',
    kept: 'always',
  },
  encryptionKey: {
    value: 'the name of the key that encrypts new data: six characters of its hash',
    type: 'string',
    kept: 'always',
  },
  encryptionKeyWorker: {
    value: 'that a worker has the key',
    type: 'string',
    seconds: 150,
  },
  missingEncryptionKey: {
    value: 'the name of the key that a process is missing',
    type: 'string',
    seconds: 150,
    deletedBy: 'that process',
  },
} satisfies Record<string, StoredKey>
