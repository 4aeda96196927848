import type { Activity, ActivityStats } from './activity.ts'
import { EXAMPLE_ROUTES } from './geo/example-route.ts'
import { isIndoor, type PaceDisplay, sportOf } from './sport.ts'

type ExampleAmounts = Pick<Activity, 'distance' | 'movingTime' | 'elevationGain'>

const EXAMPLE_AMOUNTS: Record<PaceDisplay, ExampleAmounts> = {
  pace: { distance: 10_000, movingTime: 2999, elevationGain: 84 },
  speed: { distance: 42_000, movingTime: 5400, elevationGain: 310 },
  pace100: { distance: 2000, movingTime: 2520, elevationGain: undefined },
  pace500: { distance: 6000, movingTime: 1680, elevationGain: undefined },
  none: { distance: undefined, movingTime: 2700, elevationGain: undefined },
}

/** A steady hour. */
const EXAMPLE_STATS: ActivityStats = { heartRate: 148, cadence: 86, calories: 640 }

/** A made-up activity that shows what a post looks like. `now` in epoch milliseconds. */
export function exampleActivity({ name, sportType, now }: { name: string; sportType: string; now: number }): Activity {
  const sport = sportOf(sportType)
  const amounts = EXAMPLE_AMOUNTS[sport.paceDisplay]
  return {
    id: '0',
    athleteId: '0',
    name,
    sportType,
    ...amounts,
    elapsedTime: amounts.movingTime,
    start: { instant: now - (amounts.movingTime ?? 0) * 1000 },
    day: new Date(now).toISOString().slice(0, 10),
    zone: undefined,
    endedAt: now,
    earliestEnd: now,
    visibility: 'everyone',
    muted: false,
    indoor: isIndoor(sportType, false),
    commute: false,
    hidden: new Set(),
    stats: EXAMPLE_STATS,
    route: sport.showsElevation ? EXAMPLE_ROUTES[sport.paceDisplay] : undefined,
  }
}
