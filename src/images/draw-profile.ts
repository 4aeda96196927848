import { drawChart, FONT_SIZE_PX, labelSpacePx, toAxis } from './draw-chart.ts'
import { CANVAS_SIZE_PX, hex, type Surface, THEME } from './theme.ts'
import type { EncodedImage, ImageAxis, ImagePanel, ProfileImage } from './types.ts'

/** Around the panels, and between two of them. */
const MARGINS_PX = { right: 56, top: 48, bottom: 104, between: 64 }

/** From top to bottom, for one, two and three panels. */
const PANEL_HEIGHT_SHARES: readonly (readonly number[])[] = [[1], [0.55, 0.45], [0.4, 0.3, 0.3]]

/** Measured values are noisy: if there are more points, the means of neighbouring points are drawn. */
const MAX_POINTS = 260

const mean = (values: readonly (number | null | undefined)[]) => {
  const known = values.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[]
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** The means of neighbouring points. The first and the last stay as they are, so the curve keeps its length. */
function smooth(at: readonly number[], values: ImagePanel['values']): [number, number | null][] {
  const pointsPerMean = Math.ceil(at.length / MAX_POINTS)
  const all = at.map((x, i): [number, number | null] => [x, mean([values[i]])])
  if (pointsPerMean < 2) return all
  const means = Array.from({ length: Math.ceil(at.length / pointsPerMean) }, (_, i): [number, number | null] => {
    const [from, to] = [i * pointsPerMean, (i + 1) * pointsPerMean]
    return [mean(at.slice(from, to)) ?? 0, mean(values.slice(from, to))]
  })
  return [...all.slice(0, 1), ...means, ...all.slice(-1)]
}

/** The fewest pixels from one label of a vertical axis to the next. */
const LABEL_HEIGHT_PX = FONT_SIZE_PX * 1.2

/** Keeps only every second or third tick if there is no room for all. */
function withRoom(axis: ImageAxis, heightPx: number): ImageAxis {
  const every = Math.ceil(((axis.ticks.length - 1) * LABEL_HEIGHT_PX) / heightPx)
  return { ...axis, ticks: axis.ticks.filter((_, index) => index % Math.max(1, every) === 0) }
}

function toSeries({ color, form, values }: ImagePanel, at: readonly number[], index: number) {
  const fill = hex(color)
  return {
    type: 'line' as const,
    xAxisIndex: index,
    yAxisIndex: index,
    data: smooth(at, values),
    showSymbol: false,
    lineStyle: { color: fill, width: 5, cap: 'round' as const, join: 'round' as const },
    ...(form === 'area'
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
export function drawProfile({ at, axis, panels }: ProfileImage, surface: Surface): EncodedImage {
  const shares = PANEL_HEIGHT_SHARES[panels.length - 1] ?? []
  const availablePx =
    CANVAS_SIZE_PX.height - MARGINS_PX.top - MARGINS_PX.bottom - MARGINS_PX.between * (panels.length - 1)
  const left = labelSpacePx(panels.map((panel) => panel.axis))
  const heights = shares.map((share) => share * availablePx)
  const tops = heights.map(
    (_, i) => MARGINS_PX.top + heights.slice(0, i).reduce((sum, height) => sum + height + MARGINS_PX.between, 0),
  )
  return drawChart(
    {
      grid: panels.map((_, i) => ({ left, right: MARGINS_PX.right, top: tops[i], height: heights[i] })),
      xAxis: panels.map((_, i) => {
        const x = toAxis(axis)
        const last = i === panels.length - 1
        return { ...x, gridIndex: i, splitLine: { show: false }, axisLabel: { ...x.axisLabel, show: last, margin: 28 } }
      }),
      yAxis: panels.map((panel, i) => {
        const y = toAxis(withRoom(panel.axis, heights[i] ?? 0))
        return {
          ...y,
          gridIndex: i,
          inverse: panel.inverted === true,
          splitLine: { lineStyle: { color: THEME.grid, width: 2 } },
          axisLabel: { ...y.axisLabel, margin: 20 },
        }
      }),
      series: panels.map((panel, i) => toSeries(panel, at, i)),
    },
    surface,
  )
}
