import type { Seats } from '../redis/seats.ts'
import type { Finding, FindingSentences } from './finding.ts'

interface FreeSeatsFinding extends Finding {
  check: 'seats'
  /** `people-waiting`: although there are free seats. */
  kind: 'seats-full' | 'people-waiting'
  capacity: number
  taken: number
  waiting: number
}

/** Whether more athletes can connect. A capacity of 0 is unknown, so nothing is wrong with it. */
export async function checkSeats({ seats }: { seats: Pick<Seats, 'capacity' | 'count'> }): Promise<FreeSeatsFinding[]> {
  const { capacity } = seats
  if (capacity === 0) return []
  const { seatsTaken: taken, waitingPeople: waiting } = await seats.count()
  if (taken < capacity && waiting === 0) return []
  const kind = taken < capacity ? 'people-waiting' : 'seats-full'
  return [{ check: 'seats', severity: 'warning', kind, capacity, taken, waiting }]
}

const people = (count: number) => (count === 1 ? '1 person waits' : `${count} people wait`)

export const freeSeatsSentences: FindingSentences<FreeSeatsFinding> = {
  'seats-full': ({ capacity, taken, waiting }) =>
    `${taken} of ${capacity} Strava seats are taken${waiting === 0 ? ', so nobody else can connect' : `, and ${people(waiting)} for one`}. Ask Strava for more athletes: https://www.strava.com/settings/api. If it already allows more, raise STRAVA_ATHLETE_CAPACITY.`,
  'people-waiting': ({ capacity, taken, waiting }) =>
    `${people(waiting)} for a Strava seat, although some are free (${taken} of ${capacity} taken). The bot offers free seats within five minutes. If it doesn't, give all processes the same STRAVA_ATHLETE_CAPACITY and restart them.`,
}
