import { DAY, type StoredKey } from './stored-key.ts'

/** What is stored about people who wait for a seat on Strava. */
export const SEAT_KEYS = {
  waitingList: {
    value: 'the hashes of people who wait for a free Strava seat, by the time at which they asked',
    type: 'zset',
    seconds: 90 * DAY,
    kept: '{time} after the last one',
    deletedBy: 'connecting; leaving the list; `/strava unlink`; the job `offer-seats`',
    kind: 'seats',
    inFile: 'waitingForSeat',
  },
  waitingPerson: {
    value:
      'one of them: `person` (encrypted JSON: Discord id, servers, language) and `toldUntil` (the end of the offer they know of)',
    type: 'hash',
    seconds: 90 * DAY,
    deletedBy: 'connecting; leaving the list; `/strava unlink`; the job `offer-seats`',
    kind: 'seats',
    inFile: 'waitingForSeat',
  },
  heldSeats: {
    value: 'the hashes of people for whom a seat is held, by the time until when',
    type: 'zset',
    seconds: 2 * DAY,
    kept: '{time} after the last one',
    deletedBy: 'connecting; leaving the list; the job `offer-seats`',
    kind: 'seats',
    inFile: 'waitingForSeat',
  },
} satisfies Record<string, StoredKey>
