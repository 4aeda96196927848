import type { Activity, ActivityStats, Route } from './activity.ts'
import type { LatLng } from './geo/projection.ts'
import { isIndoor, type PaceDisplay, sportOf } from './sport.ts'

const loop = (polyline: string, start: LatLng): Route => ({ polyline, summaryPolyline: undefined, start, end: start })

/** Made-up loops at sea: 10 km for sports with a pace, 42 km for sports with a speed. */
const EXAMPLE_ROUTES: Partial<Record<PaceDisplay, Route>> = {
  pace: loop(
    '`uxhHlldpV_BI_H[yAoDRmNe@qCeCx@yAf@eCx@yAIeCwAkA_B_BkEm@qCe@gFE{CPiF^yClAiFx@gC|AmDr@sBx@oD^}Bd@kEJeC?kEKgCe@kEe@gCmAkEy@gC}AkEy@qCmAgFe@eDe@eG?mDd@eGd@eDlAgF~@gCpBmDdAuB~AmDr@}Bx@kEPqC?gFQ{Cy@gFk@{CmAgF_@{CQiFDoCd@kEx@kBdCsB~BSvFz@rBtA~AjEd@pCRfFEdDg@dGEbDRhFd@zC~AfFdA|BrBpCpAx@dC\\rASpBwAlAIpBx@x@lAx@nDPfC?fFQpCy@jEy@rBqBpC_Cx@kGZ_BdDSpMrBbDjJ\\pBlDQnN~AlDpH\\~ApFSxT}ErFkSZ_F`EShPeB`E_H\\eB`ESfPK|ISlNxAnD~GZ~AH',
    [-48.79201, -123.39927],
  ),
  speed: loop(
    'fushHz}cpVsKg@wd@yBwJ}UnA_`A_DaRsPrFwJ`DsPtFwJi@sPmJaIwKqKwY{DcRaDq]YkSnAq]dCkS`Iq]pF{PpK}UvEgNpF}UdCqO~CwYt@yP?wYu@{P_DwYaDyPaIwYqFyPqKwYqFcRaIq]_DuTaDka@?}U`Dka@~CuT`Iq]jGyPbN}UfHiNpK}UvEqOnFwYpAaR?s]qAkSoFq]{DkScIq]eCkSoAq]XcR`DwYpF_MrPiNvOqAv_@tFbNlJpKvY~CbRpAp][rT_Dla@[rTpAp]~ClSrKp]dHpObN`RzItFrPxB|IqAbNmJ`Ii@`NtFpFdIpF|UnAxP?p]oAbRqFvYqFfNaNbRyOrFgb@zBqKrToAb|@`NtTzn@xB`N|UoA|_ApK|Uhg@xBpKz^oAtzAk\\z^qtAxBk\\nXqApgAkLnXyd@xBkLnXqArgAu@xl@oA~_AvJ|Uvd@xBrKf@',
    [-48.76644, -123.39694],
  ),
}

type ExampleAmounts = Pick<Activity, 'distance' | 'movingTime' | 'elevationGain'>

const EXAMPLE_AMOUNTS: Record<PaceDisplay, ExampleAmounts> = {
  pace: { distance: 10_000, movingTime: 2999, elevationGain: 84 },
  speed: { distance: 42_000, movingTime: 5400, elevationGain: 310 },
  pace100: { distance: 2000, movingTime: 2520, elevationGain: undefined },
  pace500: { distance: 6000, movingTime: 1680, elevationGain: undefined },
  none: { distance: undefined, movingTime: 2700, elevationGain: undefined },
}

/** Plausible for an hour at a steady effort. */
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
