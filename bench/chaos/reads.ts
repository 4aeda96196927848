import type { ChaosEnvironment } from './chaos-environment.ts'
import type { ScenarioResult } from './chaos-scenario.ts'

/**
 * How many reads of Strava are not wasted, while everything fails. An event calls for one of its activity and its copies for none, a command
 * for one of a list, and a worker that starts for one of each athlete's list. What fails is read again, and so is what a killed worker had
 * begun; where Strava is left alone nothing is read. Five short runs and six long ones gave 0.9 to 1.6 for an event, 0.4 to 1.1 for a
 * command and at most 0.5 for a start; these are half as much again and more. A program that read for every copy came to 2.8 for an event.
 */
const MAX_READS = { event: 2.5, command: 1.75, start: 1 }

/** What was read of Strava for each cause of it, and what is too much. */
export function countReads(
  { workerPool, members }: ChaosEnvironment,
  { strava, delivery, commandLoad }: ScenarioResult,
) {
  const reads = strava.filter(({ kind }) => kind === 'read')
  const lists = reads.filter(({ path }) => path.includes('/athlete/activities'))
  // Whoever compares looks back to a moment; whoever asks wants the latest.
  const compared = lists.filter(({ path }) => path.includes('after='))
  const starts = workerPool.started() * members.length
  return [
    {
      what: 'of an activity, for each event',
      each: (reads.length - lists.length) / delivery.counts.events,
      most: MAX_READS.event,
    },
    {
      what: 'of a list, for each command',
      each: (lists.length - compared.length) / Math.max(commandLoad.issued.length, 1),
      most: MAX_READS.command,
    },
    {
      what: 'of a list, for each athlete and start of a worker',
      each: compared.length / starts,
      most: MAX_READS.start,
    },
  ]
}
