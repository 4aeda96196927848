import type { Activity } from '../../core/activity.ts'
import { asSeenBy } from '../../core/activity-details-card.ts'
import { toProfile } from '../../core/activity-profile.ts'
import type { Audience } from '../../core/sharing.ts'
import type { Units } from '../../core/units.ts'
import type { MessageImage } from '../../discord/reply.ts'
import { distanceTicks, panelTicks, profileMessage } from '../../i18n/chart-texts.ts'
import { createTranslator } from '../../i18n/translator.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { renderOptionalImage } from '../../jobs/message-images.ts'
import { isStravaReadError } from '../../jobs/retry-policy.ts'

async function streamsOf({ athleteId, id, distance = 0 }: Activity, context: JobContext) {
  if (distance <= 0) return undefined
  try {
    return await context.activities.streams(athleteId, id)
  } catch (error) {
    if (!isStravaReadError(error)) throw error
    context.log.warn({ err: error }, 'sending a message without its chart')
    return undefined
  }
}

/**
 * Draws an activity's profile as this audience may see it. Costs one Strava request. Empty if there is nothing to draw.
 */
export async function drawProfile(
  { activity, audience, units }: { activity: Activity; audience: Audience; units: Units },
  context: JobContext,
  locale: string,
): Promise<MessageImage[]> {
  const streams = await streamsOf(activity, context)
  const profile = streams && toProfile(asSeenBy(audience, activity), streams, units)
  if (!profile) return []
  const translator = createTranslator(locale)
  const draw = async () => {
    const image = await context.images.profile({
      at: profile.at,
      axis: { low: profile.range.low, high: profile.range.high, ticks: distanceTicks(profile, translator) },
      panels: profile.panels.map((panel) => ({
        color: panel.color,
        form: panel.measure.kind === 'elevation' ? 'area' : 'line',
        values: panel.values,
        axis: { low: panel.range.low, high: panel.range.high, ticks: panelTicks(panel, translator) },
        inverted: panel.measure.kind === 'pace',
      })),
    })
    return { ...image, alt: profileMessage(profile) }
  }
  return (await renderOptionalImage('profile', context, draw)) ?? []
}
