import type { ActivityDecision } from '../../core/decision.ts'
import type { JobContext } from '../job-context.ts'

/**
 * Logs a decision about an activity and records it for `npm run why`: the operator can see why an activity was posted
 * or not. Doesn't throw if the record can't be saved.
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
