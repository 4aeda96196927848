import { formatTimestamp } from '../../../discord/format-timestamp.ts'
import { now } from '../clock.ts'
import { me } from '../store.ts'

const UTC_READER = { locale: 'en-GB', timeZone: 'UTC' }

/** A time as `<t:…>` shows it, in one of Discord's styles; `at` in milliseconds. */
export function formatMoment(at: number, style: string): string {
  return formatTimestamp(Math.floor(at / 1000), style, me.value ?? UTC_READER, style === 'R' ? now.value : at)
}

const DAY_MS = 24 * 3600_000

/** `Today at 12:00`, in the person's language and time zone; before yesterday, with the date. */
export function formatSentAt(at: number): string {
  const { locale } = me.value ?? UTC_READER
  const isOn = (moment: number) => formatMoment(at, 'D') === formatMoment(moment, 'D')
  const days = isOn(now.value) ? 0 : isOn(now.value - DAY_MS) ? -1 : undefined
  if (days === undefined) return formatMoment(at, 's')
  const day = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
  const joint = locale.startsWith('en') ? ' at ' : locale.startsWith('ja') ? ' ' : ', '
  return `${day.charAt(0).toLocaleUpperCase(locale)}${day.slice(1)}${joint}${formatMoment(at, 't')}`
}

/** `<t:…>` in the person's language and time zone. */
export function Timestamp({ unix, style }: { unix: number; style: string }) {
  const at = unix * 1000
  // Discord shows an invalid date as raw text.
  if (!Number.isFinite(new Date(at).getTime())) return <>{`<t:${unix}:${style}>`}</>
  return (
    <time class="timestamp" dateTime={new Date(at).toISOString()} title={formatMoment(at, 'F')}>
      {formatMoment(at, style)}
    </time>
  )
}
