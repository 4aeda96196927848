import type { Route } from '../activity.ts'
import type { PaceDisplay } from '../sport.ts'
import type { LatLng } from './projection.ts'

const loop = (polyline: string, start: LatLng): Route => ({ polyline, summaryPolyline: undefined, start, end: start })

/** Loops that nobody went, out at sea: of 10 km for what has a pace, of 42 km for what has a speed. */
export const EXAMPLE_ROUTES: Partial<Record<PaceDisplay, Route>> = {
  pace: loop(
    '`uxhHlldpV_BI_H[yAoDRmNe@qCeCx@yAf@eCx@yAIeCwAkA_B_BkEm@qCe@gFE{CPiF^yClAiFx@gC|AmDr@sBx@oD^}Bd@kEJeC?kEKgCe@kEe@gCmAkEy@gC}AkEy@qCmAgFe@eDe@eG?mDd@eGd@eDlAgF~@gCpBmDdAuB~AmDr@}Bx@kEPqC?gFQ{Cy@gFk@{CmAgF_@{CQiFDoCd@kEx@kBdCsB~BSvFz@rBtA~AjEd@pCRfFEdDg@dGEbDRhFd@zC~AfFdA|BrBpCpAx@dC\\rASpBwAlAIpBx@x@lAx@nDPfC?fFQpCy@jEy@rBqBpC_Cx@kGZ_BdDSpMrBbDjJ\\pBlDQnN~AlDpH\\~ApFSxT}ErFkSZ_F`EShPeB`E_H\\eB`ESfPK|ISlNxAnD~GZ~AH',
    [-48.79201, -123.39927],
  ),
  speed: loop(
    'fushHz}cpVsKg@wd@yBwJ}UnA_`A_DaRsPrFwJ`DsPtFwJi@sPmJaIwKqKwY{DcRaDq]YkSnAq]dCkS`Iq]pF{PpK}UvEgNpF}UdCqO~CwYt@yP?wYu@{P_DwYaDyPaIwYqFyPqKwYqFcRaIq]_DuTaDka@?}U`Dka@~CuT`Iq]jGyPbN}UfHiNpK}UvEqOnFwYpAaR?s]qAkSoFq]{DkScIq]eCkSoAq]XcR`DwYpF_MrPiNvOqAv_@tFbNlJpKvY~CbRpAp][rT_Dla@[rTpAp]~ClSrKp]dHpObN`RzItFrPxB|IqAbNmJ`Ii@`NtFpFdIpF|UnAxP?p]oAbRqFvYqFfNaNbRyOrFgb@zBqKrToAb|@`NtTzn@xB`N|UoA|_ApK|Uhg@xBpKz^oAtzAk\\z^qtAxBk\\nXqApgAkLnXyd@xBkLnXqArgAu@xl@oA~_AvJ|Uvd@xBrKf@',
    [-48.76644, -123.39694],
  ),
}
