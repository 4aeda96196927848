const widthOf = (text: string) => [...text].length

/** A Markdown table, aligned as Biome aligns it. Cells may not contain `|`. */
export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => widthOf(row[column] ?? ''))))
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell))).join(' | ')} |`
  return [lineOf(heading), lineOf(widths.map((width) => '-'.repeat(width))), ...rows.map(lineOf)].join('\n')
}

export const code = (text: string) => `\`${text}\``
