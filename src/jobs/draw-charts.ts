import type { Activity } from '../domain/activity.ts'
import { asSeenBy } from '../domain/activity-details-card.ts'
import { toWeeksChart } from '../domain/chart.ts'
import { toProfile } from '../domain/profile.ts'
import type { Audience } from '../domain/sharing.ts'
import { commonColour } from '../domain/sport.ts'
import type { StatsCard } from '../domain/stats.ts'
import type { Units } from '../domain/units.ts'
import { panelTicks, profileSay, wayTicks, weeksSay, weekTicks } from '../text/charts.ts'
import { createText } from '../text/index.ts'
import type { Picture } from '../text/reply.ts'
import type { JobDeps } from './deps.ts'
import { renderOptionalImage } from './optional-image.ts'
import { isStravaReadError } from './retry-policy.ts'

/** The weeks of somebody's sums as a picture, where there are several. */
export async function drawWeeks(card: StatsCard, units: Units, deps: JobDeps, locale: string): Promise<Picture[]> {
  const chart = toWeeksChart(card, units)
  if (!chart) return []
  const text = createText(locale)
  const { low, high } = chart.range
  const color = commonColour(card.sports.map(({ sportType }) => sportType))
  const draw = async () => {
    const picture = await deps.pictures.weeks({
      weeks: chart.mondays.map((monday) => text.shortDay(monday)),
      series: [{ color, values: chart.values }],
      axis: { low, high, ticks: weekTicks(chart, text) },
    })
    return { ...picture, alt: weeksSay(chart) }
  }
  return (await renderOptionalImage('weeks', deps, draw)) ?? []
}

async function streamsOf({ athleteId, id, distance = 0 }: Activity, deps: JobDeps) {
  if (distance <= 0) return undefined
  try {
    return await deps.activities.streams(athleteId, id)
  } catch (error) {
    if (!isStravaReadError(error)) throw error
    deps.log.warn({ err: error }, 'a message goes without its profile')
    return undefined
  }
}

/** The profile of an activity as a picture, of what an audience may see, where Strava has one. It costs a read. */
export async function drawProfile(
  { activity, audience, units }: { activity: Activity; audience: Audience; units: Units },
  deps: JobDeps,
  locale: string,
): Promise<Picture[]> {
  const streams = await streamsOf(activity, deps)
  const profile = streams && toProfile(asSeenBy(audience, activity), streams, units)
  if (!profile) return []
  const text = createText(locale)
  const draw = async () => {
    const picture = await deps.pictures.profile({
      at: profile.at,
      axis: { low: profile.range.low, high: profile.range.high, ticks: wayTicks(profile, text) },
      panels: profile.panels.map((panel) => ({
        color: panel.color,
        form: panel.measure.kind === 'elevation' ? 'ground' : 'line',
        values: panel.values,
        axis: { low: panel.range.low, high: panel.range.high, ticks: panelTicks(panel, text) },
        inverted: panel.measure.kind === 'pace',
      })),
    })
    return { ...picture, alt: profileSay(profile) }
  }
  return (await renderOptionalImage('profile', deps, draw)) ?? []
}
