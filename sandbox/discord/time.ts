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

/** `<t:unix:style>` as the viewer's client shows it. `now` in milliseconds. */
export function showTime(
  unix: number,
  style: string,
  viewer: { locale: string; timeZone: string },
  now: number,
): string {
  if (style !== 'R') {
    const options = styles[style] ?? styles.f
    return new Intl.DateTimeFormat(viewer.locale, { ...options, timeZone: viewer.timeZone }).format(unix * 1000)
  }
  const seconds = Math.round(unix - now / 1000)
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(viewer.locale).format(Math.trunc(seconds / size), unit)
}
