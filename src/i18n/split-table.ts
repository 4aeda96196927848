import type { SplitTable, TableColumn } from '../core/split-tables.ts'
import type { DistanceUnit, Pace, SpeedUnit } from '../core/units.ts'
import { clockText, minutesText } from './figure-texts.ts'
import type { MessageKey } from './message.ts'
import type { Translator } from './translator.ts'

const PACE_HEADERS: Record<Pace['per'], MessageKey> = {
  kilometre: 'column.perKilometre',
  mile: 'column.perMile',
  '100 metres': 'column.per100Metres',
  '100 yards': 'column.per100Yards',
  '500 metres': 'column.per500Metres',
}

const UNIT_HEADERS: Record<DistanceUnit | SpeedUnit, MessageKey> = {
  kilometre: 'column.kilometre',
  mile: 'column.mile',
  metre: 'column.metre',
  foot: 'column.foot',
  yard: 'column.yard',
  'kilometre-per-hour': 'column.kilometre-per-hour',
  'mile-per-hour': 'column.mile-per-hour',
}

function headOf(column: TableColumn, translator: Translator): string {
  switch (column.kind) {
    case 'time':
      return translator.t({ key: 'column.time' })
    case 'pace':
      return translator.t({ key: PACE_HEADERS[column.per] })
    case 'climb':
      return `↗ ${translator.t({ key: UNIT_HEADERS[column.unit] })}`
    case 'distance':
    case 'speed':
      return translator.t({ key: UNIT_HEADERS[column.unit] })
    case 'count':
      return translator.t({ key: column.unit === 'watt' ? 'column.watt' : 'column.beat-per-minute' })
  }
}

/** A signed number; zero has no sign. Uses the ASCII minus, which every font has. */
const signed = (value: number, digits: number, translator: Translator) => {
  const amount = translator.number(Math.abs(value), digits)
  if (Number(value.toFixed(digits)) === 0) return amount
  return value > 0 ? `+${amount}` : `-${amount}`
}

function cellsOf(column: TableColumn, translator: Translator): string[] {
  const each = <T>(cells: readonly (T | undefined)[], show: (cell: T) => string) =>
    cells.map((cell) => (cell === undefined ? '–' : show(cell)))
  switch (column.kind) {
    case 'time':
      return each(column.cells, clockText)
    case 'pace':
      return each(column.cells, minutesText)
    case 'climb':
      return each(column.cells, ({ value, digits }) => signed(value, digits, translator))
    default:
      return each<{ value: number; digits: number }>(column.cells, ({ value, digits }) =>
        translator.number(value, digits),
      )
  }
}

/** These scripts take two columns in a monospace font. */
const WIDE_CHARACTERS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uFF00-\uFF60]/gu
const widthOf = (cell: string) => [...cell].length + (cell.match(WIDE_CHARACTERS)?.length ?? 0)
const padded = (cell: string, width: number) => ' '.repeat(Math.max(width - widthOf(cell), 0)) + cell

/** The lines of a monospace table, header first. */
export function tableLines({ kind, rows, columns }: SplitTable, translator: Translator): string[] {
  const count = ['#', ...Array.from({ length: rows }, (_, index) => String(index + 1))]
  const cells = [
    ...(kind === 'splits' ? [] : [count]),
    ...columns.map((column) => [headOf(column, translator), ...cellsOf(column, translator)]),
  ]
  const widths = cells.map((column) => Math.max(...column.map(widthOf)))
  return Array.from({ length: rows + 1 }, (_, row) =>
    cells.map((column, index) => padded(column[row] ?? '', widths[index] ?? 0)).join('  '),
  )
}
