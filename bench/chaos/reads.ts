import type { ChaosEnvironment } from './chaos-environment.ts'
import type { ScenarioResult } from './chaos-scenario.ts'

/**
 * How many reads of Strava are justified while everything fails. An event justifies one read of its activity and its
 * copies none, a command one of a list, and a starting worker one of each athlete's list. Failed reads, and those of a
 * killed worker, are repeated; while the circuit breaker is open there are none. Five short runs and six long ones gave
 * 0.9 to 1.6 per event, 0.4 to 1.1 per command and at most 0.5 per start; these limits are at least half as much again.
 * A program that read for every copy reached 2.8 per event.
 */
const MAX_READS = { event: 2.5, command: 1.75, start: 1 }

/** The number of reads by cause, and the maximum for each. */
export function countReads(
  { workerPool, members }: ChaosEnvironment,
  { strava, delivery, commandLoad }: ScenarioResult,
) {
  const reads = strava.filter(({ kind }) => kind === 'read')
  const lists = reads.filter(({ path }) => path.includes('/athlete/activities'))
  // Catch-ups have a start time in their request; commands read the latest activities.
  const compared = lists.filter(({ path }) => path.includes('after='))
  const starts = workerPool.started() * members.length
  return [
    {
      what: 'of an activity, for each event',
      each: (reads.length - lists.length) / delivery.counts.events,
      max: MAX_READS.event,
    },
    {
      what: 'of a list, for each command',
      each: (lists.length - compared.length) / Math.max(commandLoad.issued.length, 1),
      max: MAX_READS.command,
    },
    {
      what: 'of a list, for each athlete and start of a worker',
      each: compared.length / starts,
      max: MAX_READS.start,
    },
  ]
}
