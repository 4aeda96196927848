import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Row } from '../measure/measurement.ts'

const FILE = join(resolve(import.meta.dirname, '../..'), 'docs/performance.md')
const [BEGIN, END] = ['<!-- figures: npm run bench -->', '<!-- end of figures -->']

const verdict = ({ holds }: Row) => (holds === undefined ? '' : holds ? 'yes' : '**no**')
const cells = (row: Row) => [
  ...[row.what, row.measured, row.beside ?? '', row.limit ?? '', verdict(row), row.tenfold ?? ''],
]

/** The rows as one table of Markdown. */
export function show(rows: readonly Row[]): string {
  const head = ['what', 'measured', 'beside it', 'limit', 'kept', 'ten times the work']
  const lines = [head, ...rows.map(cells)]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const toLine = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [toLine(head), rule, ...lines.slice(1).map(toLine)].join('\n')
}

/** Puts the figures in the place of the last ones. */
export async function keep(found: { rows: readonly Row[]; machine: string; took: string }): Promise<void> {
  const { rows, machine, took } = found
  const before = await readFile(FILE, 'utf8')
  const [head, rest = ''] = before.split(BEGIN)
  const [, tail] = rest.split(END)
  if (tail === undefined) throw new Error(`${FILE} has no place for the figures`)
  const short = rows.filter(({ holds }) => holds === false).map(({ what }) => `- ${what}`)
  const verdicts = short.length === 0 ? ['Every limit is kept.'] : ['These limits are not kept:', '', ...short]
  const day = new Date().toISOString().slice(0, 10)
  const figures = [`Measured on ${day} in ${took}, on ${machine}.`, '', show(rows), '', ...verdicts]
  await writeFile(FILE, `${head}${BEGIN}\n\n${figures.join('\n')}\n\n${END}${tail}`)
}
