import { formatTimestamp } from '../../../discord/format-timestamp.ts'
import { now } from '../clock.ts'
import { me } from '../store.ts'

const UTC_READER = { locale: 'en-GB', timeZone: 'UTC' }

/** A moment as `<t:…>` shows it, in one of Discord's styles; `at` in milliseconds. */
export function formatMoment(at: number, style: string): string {
  return formatTimestamp(Math.floor(at / 1000), style, me.value ?? UTC_READER, style === 'R' ? now.value : at)
}

/** `<t:…>` in the person's language and time zone. */
export function Timestamp({ unix, style }: { unix: number; style: string }) {
  const at = unix * 1000
  // Discord shows what no calendar holds as it was written.
  if (!Number.isFinite(new Date(at).getTime())) return <>{`<t:${unix}:${style}>`}</>
  return (
    <time class="timestamp" dateTime={new Date(at).toISOString()} title={formatMoment(at, 'F')}>
      {formatMoment(at, style)}
    </time>
  )
}
