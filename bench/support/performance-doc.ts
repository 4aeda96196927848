import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { MeasurementRow } from '../measure/measurement.ts'

const PERFORMANCE_DOC = join(resolve(import.meta.dirname, '../..'), 'docs/performance.md')
const [FIGURES_START, FIGURES_END] = ['<!-- figures: npm run bench -->', '<!-- end of figures -->']

const verdict = ({ isWithinLimit }: MeasurementRow) =>
  isWithinLimit === undefined ? '' : isWithinLimit ? 'yes' : '**no**'
const cells = (row: MeasurementRow) => [
  ...[row.label, row.measured, row.comparison ?? '', row.limit ?? '', verdict(row), row.atTenfoldLoad ?? ''],
]

/** The rows as a Markdown table. */
export function toMarkdownTable(rows: readonly MeasurementRow[]): string {
  const head = ['what', 'measured', 'beside it', 'limit', 'kept', 'ten times the work']
  const lines = [head, ...rows.map(cells)]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const toLine = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [toLine(head), rule, ...lines.slice(1).map(toLine)].join('\n')
}

/** Replaces the previous figures. */
export async function writePerformanceDoc(found: {
  rows: readonly MeasurementRow[]
  machine: string
  took: string
}): Promise<void> {
  const { rows, machine, took } = found
  const before = await readFile(PERFORMANCE_DOC, 'utf8')
  const [head, rest = ''] = before.split(FIGURES_START)
  const [, tail] = rest.split(FIGURES_END)
  if (tail === undefined) throw new Error(`${PERFORMANCE_DOC} has no place for the figures`)
  const short = rows.filter(({ isWithinLimit }) => isWithinLimit === false).map(({ label }) => `- ${label}`)
  const verdicts = short.length === 0 ? ['Every limit is kept.'] : ['These limits are not kept:', '', ...short]
  const day = new Date().toISOString().slice(0, 10)
  const figures = [`Measured on ${day} in ${took}, on ${machine}.`, '', toMarkdownTable(rows), '', ...verdicts]
  await writeFile(PERFORMANCE_DOC, `${head}${FIGURES_START}\n\n${figures.join('\n')}\n\n${FIGURES_END}${tail}`)
}
