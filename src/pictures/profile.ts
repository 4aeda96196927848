import { drawChart, roomFor, toAxis } from './chart.ts'
import type { Panel, Picture, ProfilePicture } from './kinds.ts'
import { hex, LOOK, SHEET, type Sheet } from './look.ts'

/** Pixels beside the panels and between two of them. */
const FRAME = { right: 56, top: 48, bottom: 92, between: 60 }

const SHARES: readonly (readonly number[])[] = [[1], [0.55, 0.45], [0.4, 0.3, 0.3]]

/** A watch trembles: over a picture's width the means of so many stretches are drawn. */
const STRETCHES = 260

const mean = (values: readonly (number | null | undefined)[]) => {
  const known = values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[]
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** Where and what, in the middle of each stretch; the first and the last as they are, so that nothing ends too early. */
function calm(at: readonly number[], values: Panel['values']): [number, number | null][] {
  const length = Math.ceil(at.length / STRETCHES)
  const all = at.map((x, i): [number, number | null] => [x, mean([values[i]])])
  if (length < 2) return all
  const stretches = Array.from({ length: Math.ceil(at.length / length) }, (_, i): [number, number | null] => {
    const [from, to] = [i * length, (i + 1) * length]
    return [mean(at.slice(from, to)) ?? 0, mean(values.slice(from, to))]
  })
  return [...all.slice(0, 1), ...stretches, ...all.slice(-1)]
}

function toLine({ color, form, values }: Panel, at: readonly number[], index: number) {
  const fill = hex(color)
  return {
    type: 'line' as const,
    xAxisIndex: index,
    yAxisIndex: index,
    data: calm(at, values),
    showSymbol: false,
    lineStyle: { color: fill, width: 5, cap: 'round' as const, join: 'round' as const },
    ...(form === 'ground'
      ? {
          areaStyle: {
            origin: 'start' as const,
            color: {
              type: 'linear' as const,
              ...{ x: 0, y: 0, x2: 0, y2: 1 },
              colorStops: [
                { offset: 0, color: `${fill}b0` },
                { offset: 1, color: `${fill}20` },
              ],
            },
          },
        }
      : {}),
  }
}

/** Curves over distance, one above the other. */
export function drawProfile({ at, axis, panels }: ProfilePicture, sheet: Sheet): Picture {
  const shares = SHARES[panels.length - 1] ?? []
  const room = SHEET.height - FRAME.top - FRAME.bottom - FRAME.between * (panels.length - 1)
  const left = roomFor(panels.map((panel) => panel.axis))
  const heights = shares.map((share) => share * room)
  const tops = heights.map(
    (_, i) => FRAME.top + heights.slice(0, i).reduce((sum, height) => sum + height + FRAME.between, 0),
  )
  return drawChart(
    {
      grid: panels.map((_, i) => ({ left, right: FRAME.right, top: tops[i], height: heights[i] })),
      xAxis: panels.map((_, i) => {
        const x = toAxis(axis)
        const last = i === panels.length - 1
        return { ...x, gridIndex: i, splitLine: { show: false }, axisLabel: { ...x.axisLabel, show: last, margin: 28 } }
      }),
      yAxis: panels.map((panel, i) => {
        const y = toAxis(panel.axis)
        return {
          ...y,
          gridIndex: i,
          inverse: panel.inverted === true,
          splitLine: { lineStyle: { color: LOOK.grid, width: 2 } },
          axisLabel: { ...y.axisLabel, margin: 20 },
        }
      }),
      series: panels.map((panel, i) => toLine(panel, at, i)),
    },
    sheet,
  )
}
