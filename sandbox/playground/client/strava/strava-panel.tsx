/** Strava's side: the athletes, and what Strava does. */
export function StravaPanel() {
  return <p class="side-empty">Strava’s side of the story appears here.</p>
}
