import { hiddenRadius } from '../../core/geo/hidden-radius.ts'
import { TRIM_METERS } from '../../core/map-plan.ts'
import type { JobContext } from '../../jobs/job-context.ts'

/**
 * The radius around the start and finish of an activity that is hidden from others, in metres: the same as on its map.
 * Undefined if the member shows no maps.
 */
export async function hiddenRadiusOf(
  { memberId, activityId }: { memberId: string; activityId: string },
  context: Pick<JobContext, 'mapPreferences' | 'routeSeedOf'>,
): Promise<number | undefined> {
  const trimMeters = TRIM_METERS[await context.mapPreferences.of(memberId)]
  return trimMeters === undefined ? undefined : hiddenRadius(trimMeters, context.routeSeedOf(activityId))
}
