import type { ActivityDecision } from '../../core/decision.ts'
import type { JobContext } from '../job-context.ts'

/**
 * One log line for each end of an activity, and a record for `npm run why`: the operator can see why something was posted or
 * not. A record that can't be saved stops nothing.
 */
export async function recordDecision(
  {
    athleteId,
    activityId,
    messageId,
    ...decision
  }: ActivityDecision & { athleteId: string; activityId: string; messageId?: string | undefined },
  { log, activityHistory }: Pick<JobContext, 'log' | 'activityHistory'>,
): Promise<void> {
  const { outcome, ...fields } = decision
  log.info({ activityId, ...fields, messageId }, outcome)
  await activityHistory
    .recordDecision(athleteId, activityId, decision)
    .catch((error) => log.debug({ err: error }, 'could not add a decision to the history'))
}
