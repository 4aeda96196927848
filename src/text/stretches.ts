import type { Column, StretchTable } from '../domain/activity-details-card.ts'
import type { DistanceUnit, Duration, Pace, SpeedUnit } from '../domain/units.ts'
import type { Text } from './index.ts'
import type { TextKey } from './say.ts'

const two = (value: number) => String(value).padStart(2, '0')

/** `5:02`, `1:05:02`: as it stands in a column. */
export const clock = ({ hours, minutes, seconds }: Duration): string =>
  hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`

const PER: Record<Pace['per'], TextKey> = {
  kilometre: 'column.perKilometre',
  mile: 'column.perMile',
  '100 metres': 'column.per100Metres',
  '100 yards': 'column.per100Yards',
  '500 metres': 'column.per500Metres',
}

const UNITS: Record<DistanceUnit | SpeedUnit, TextKey> = {
  kilometre: 'column.kilometre',
  mile: 'column.mile',
  metre: 'column.metre',
  foot: 'column.foot',
  yard: 'column.yard',
  'kilometre-per-hour': 'column.kilometre-per-hour',
  'mile-per-hour': 'column.mile-per-hour',
}

function headOf(column: Column, text: Text): string {
  switch (column.kind) {
    case 'time':
      return text.say({ key: 'column.time' })
    case 'pace':
      return text.say({ key: PER[column.per] })
    case 'climb':
      return `↗ ${text.say({ key: UNITS[column.unit] })}`
    case 'distance':
    case 'speed':
      return text.say({ key: UNITS[column.unit] })
    case 'count':
      return text.say({ key: column.unit === 'watt' ? 'column.watt' : 'column.beat-per-minute' })
  }
}

/** A number with a sign, unless it is zero; the minus is one that every font has. */
const signed = (value: number, digits: number, text: Text) => {
  const amount = text.number(Math.abs(value), digits)
  if (Number(value.toFixed(digits)) === 0) return amount
  return value > 0 ? `+${amount}` : `-${amount}`
}

function cellsOf(column: Column, text: Text): string[] {
  const each = <T>(cells: readonly (T | undefined)[], show: (cell: T) => string) =>
    cells.map((cell) => (cell === undefined ? '–' : show(cell)))
  switch (column.kind) {
    case 'time':
      return each(column.cells, clock)
    case 'pace':
      return each(column.cells, ({ minutes, seconds }) => `${minutes}:${two(seconds)}`)
    case 'climb':
      return each(column.cells, ({ value, digits }) => signed(value, digits, text))
    default:
      return each<{ value: number; digits: number }>(column.cells, ({ value, digits }) => text.number(value, digits))
  }
}

/** Letters of these scripts are two columns wide where all letters have one width. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uFF00-\uFF60]/gu
const widthOf = (cell: string) => [...cell].length + (cell.match(WIDE)?.length ?? 0)
const padded = (cell: string, width: number) => ' '.repeat(Math.max(width - widthOf(cell), 0)) + cell

/** The lines of a table for letters of one width: the head, and as many rows as there are. */
export function tableLines({ kind, rows, columns }: StretchTable, text: Text): string[] {
  const count = ['#', ...Array.from({ length: rows }, (_, index) => String(index + 1))]
  const cells = [
    ...(kind === 'splits' ? [] : [count]),
    ...columns.map((column) => [headOf(column, text), ...cellsOf(column, text)]),
  ]
  const widths = cells.map((column) => Math.max(...column.map(widthOf)))
  return Array.from({ length: rows + 1 }, (_, row) =>
    cells.map((column, index) => padded(column[row] ?? '', widths[index] ?? 0)).join('  '),
  )
}
