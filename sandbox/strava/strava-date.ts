/** Strava's time format: whole seconds and a Z. */
export const toStravaDate = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

const formats = new Map<string, Intl.DateTimeFormat>()

/** Cached by zone: creating one takes far longer than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  formats.set(timeZone, format)
  return format
}

/** Seconds east of UTC at that time, including daylight saving time; `timezone` as in `(GMT+01:00) Europe/Berlin`. */
export function offsetAt(timezone: string, ms: number): number {
  const zone = timezone.replace(/^\(.*?\)\s*/, '')
  const name = formatOf(zone)
    .formatToParts(ms)
    .find((part) => part.type === 'timeZoneName')?.value
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '')
  if (!found) return 0
  const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60
  return found[1] === '-' ? -seconds : seconds
}

/** One second past midnight of that day, which Strava sends for a hidden start time. */
export const toHiddenDate = (date: string) => `${date.slice(0, 10)}T00:00:01Z`
