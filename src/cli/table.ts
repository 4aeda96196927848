/** Text that can't move a terminal's cursor or change its colours. */
export const withoutControlCharacters = (text: string) => text.replace(/\p{C}/gu, ' ').trim()

/** A table for a terminal. */
export function toTable(
  columnNames: readonly string[],
  rows: readonly (readonly string[])[],
  rightAligned: readonly string[] = [],
): string {
  const lines = [columnNames, ...rows]
  const widths = columnNames.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const toCell = (cell: string, column: number) =>
    rightAligned.includes(columnNames[column] ?? '')
      ? cell.padStart(widths[column] ?? 0)
      : cell.padEnd(widths[column] ?? 0)
  return lines.map((line) => line.map(toCell).join('  ').trimEnd()).join('\n')
}
