import { drawChart, FONT_SIZE_PX, labelSpace, toAxis, widestLabel } from './draw-chart.ts'
import { CANVAS_SIZE, FONT_FAMILY, hex, type Surface, THEME } from './theme.ts'
import type { EncodedImage, WeeksImage } from './types.ts'

/** Rounds the upper corners of what stands highest on a bar. */
const BAR_CORNER_RADII_PX = [10, 10, 0, 0]

/** Pixels on the right of the bars, and between two things that are written beside each other. */
const SPACING_PX = { right: 56, between: 22 }

/** A bar for each week, in layers. Where bars are narrow, some weeks have no name, the last one always has; and no sums. */
export function drawWeeks({ weeks, series, axis, totals }: WeeksImage, surface: Surface): EncodedImage {
  const y = toAxis(axis)
  const left = labelSpace([axis])
  const pitch = (CANVAS_SIZE.width - left - SPACING_PX.right) / Math.max(1, weeks.length)
  const nth = Math.ceil((widestLabel(weeks) + SPACING_PX.between) / pitch)
  const names = weeks.map((week, i) => ((weeks.length - 1 - i) % nth === 0 ? week : ''))
  const sums = totals && widestLabel(totals, 600) < pitch ? totals : []
  const highest = weeks.map((_, week) => series.findLastIndex(({ values }) => (values[week] ?? 0) > 0))
  const label = (color: string) => ({ color, fontSize: FONT_SIZE_PX, fontFamily: FONT_FAMILY, fontWeight: 500 })
  return drawChart(
    {
      grid: { left, right: SPACING_PX.right, top: 76, bottom: 92 },
      xAxis: {
        type: 'category',
        data: names,
        axisLine: { lineStyle: { color: THEME.grid, width: 3 } },
        axisTick: { show: false },
        axisLabel: { ...label(THEME.mutedText), margin: 24, interval: 0 },
      },
      yAxis: {
        ...y,
        splitLine: { lineStyle: { color: THEME.grid, width: 2 } },
        axisLabel: { ...y.axisLabel, margin: 20 },
      },
      series: series.map(({ color, values }, layer) => ({
        type: 'bar',
        stack: 'weeks',
        barCategoryGap: '32%',
        barMaxWidth: 110,
        itemStyle: { color: hex(color) },
        data: weeks.map((_, week) => {
          const top = highest[week] === layer
          return {
            // A bar of nothing would still have an edge.
            value: values[week] || null,
            itemStyle: { borderRadius: top ? BAR_CORNER_RADII_PX : 0, borderColor: THEME.background, borderWidth: 2 },
            label:
              top && sums[week]
                ? {
                    ...label(THEME.text),
                    fontWeight: 600,
                    show: true,
                    position: 'top',
                    distance: 12,
                    formatter: () => sums[week] ?? '',
                  }
                : { show: false },
          }
        }),
      })),
    },
    surface,
  )
}
