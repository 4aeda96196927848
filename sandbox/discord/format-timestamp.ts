const styles: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
}

const steps: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** Cached: creating a format takes a hundred times longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(style: string, { locale, timeZone }: { locale: string; timeZone: string }): Intl.DateTimeFormat {
  const key = `${style} ${locale} ${timeZone}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...(styles[style] ?? styles.f), timeZone })
  formats.set(key, format)
  return format
}

/** `<t:unix:style>` as the viewer's client shows it. `now` in milliseconds. */
export function formatTimestamp(
  unix: number,
  style: string,
  viewer: { locale: string; timeZone: string },
  now: number,
): string {
  if (style !== 'R') return formatOf(style, viewer).format(unix * 1000)
  const seconds = Math.round(unix - now / 1000)
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(viewer.locale).format(Math.trunc(seconds / size), unit)
}
