import { hiddenRadius } from '../../core/geo/hidden-radius.ts'
import { TRIM_METRES } from '../../core/map-plan.ts'
import type { JobContext } from '../../jobs/job-context.ts'

/**
 * How far from the start and the finish of an activity others see nothing, as on its map. Metres. Undefined if the member
 * shows no maps.
 */
export async function hiddenRadiusOf(
  { memberId, activityId }: { memberId: string; activityId: string },
  context: Pick<JobContext, 'maps' | 'routeSeedOf'>,
): Promise<number | undefined> {
  const trimming = TRIM_METRES[await context.maps.of(memberId)]
  return trimming === undefined ? undefined : hiddenRadius(trimming, context.routeSeedOf(activityId))
}
