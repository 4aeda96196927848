import * as z from 'zod'
import { SPLIT_TABLE_KINDS, type SplitTable } from '../../core/split-tables.ts'
import type { MessageKey, ReplyButton } from '../../i18n/message.ts'

/** In a `custom_id`: which table of an activity is shown, and how much of it. */
export const tableViewSchema = z.object({ table: z.enum(SPLIT_TABLE_KINDS).optional(), rows: z.enum(['first', 'all']) })

/** Without `table`, the first table is shown. */
export type TableView = z.infer<typeof tableViewSchema>

export const FIRST_VIEW: TableView = { rows: 'first' }

/** Rows shown until the reader asks for all of them. */
export const FIRST_ROWS = 10

const SHOW_TABLE: Record<SplitTable['kind'], MessageKey> = {
  splits: 'button.showSplits',
  laps: 'button.showLaps',
  intervals: 'button.showLaps',
}

/** The table of a view, or the first one if there is no such table any more. */
export const shownTable = (tables: readonly SplitTable[], { table }: TableView): SplitTable | undefined =>
  tables.find(({ kind }) => kind === table) ?? tables[0]

/** Buttons that show all rows of a table, or only the first ones, and the activity's other table. */
export function tableButtons(
  tables: readonly SplitTable[],
  view: TableView,
  customId: (view: TableView) => string,
): ReplyButton[] {
  const shown = shownTable(tables, view)
  if (!shown) return []
  const others = tables.filter((one) => one !== shown)
  const rows: ReplyButton =
    view.rows === 'all'
      ? { label: 'button.showFewer', customId: customId({ table: shown.kind, rows: 'first' }) }
      : {
          label: { key: 'activityDetails.showAll', values: { rows: shown.rows } },
          customId: customId({ table: shown.kind, rows: 'all' }),
        }
  return [
    ...(shown.rows > FIRST_ROWS ? [rows] : []),
    ...others.map(
      ({ kind }): ReplyButton => ({
        label: SHOW_TABLE[kind],
        customId: customId({ table: kind, rows: 'first' }),
      }),
    ),
  ]
}
