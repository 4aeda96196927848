import { drawChart, FONT_SIZE_PX, labelSpacePx, toAxis, widestLabelPx } from './draw-chart.ts'
import { CANVAS_SIZE_PX, FONT_FAMILY, hex, type Surface, THEME } from './theme.ts'
import type { EncodedImage, WeeksImage } from './types.ts'

/** Rounds the upper corners of a bar's top layer. */
const BAR_CORNER_RADII_PX = [10, 10, 0, 0]

/** Right of the bars, and between two labels. */
const SPACING_PX = { right: 56, between: 22 }

/** A stacked bar for each week. Narrow bars have no totals, and some have no label; the last one always has. */
export function drawWeeks({ weeks, series, axis, totals }: WeeksImage, surface: Surface): EncodedImage {
  const y = toAxis(axis)
  const left = labelSpacePx([axis])
  const weekWidthPx = (CANVAS_SIZE_PX.width - left - SPACING_PX.right) / Math.max(1, weeks.length)
  const labelEvery = Math.ceil((widestLabelPx(weeks) + SPACING_PX.between) / weekWidthPx)
  const labels = weeks.map((week, i) => ((weeks.length - 1 - i) % labelEvery === 0 ? week : ''))
  const shownTotals = totals && widestLabelPx(totals, 600) < weekWidthPx ? totals : []
  const highest = weeks.map((_, week) => series.findLastIndex(({ values }) => (values[week] ?? 0) > 0))
  const label = (color: string) => ({ color, fontSize: FONT_SIZE_PX, fontFamily: FONT_FAMILY, fontWeight: 500 })
  return drawChart(
    {
      grid: { left, right: SPACING_PX.right, top: 76, bottom: 92 },
      xAxis: {
        type: 'category',
        data: labels,
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
            // A bar of zero height would still have a border.
            value: values[week] || null,
            itemStyle: { borderRadius: top ? BAR_CORNER_RADII_PX : 0, borderColor: THEME.background, borderWidth: 2 },
            label:
              top && shownTotals[week]
                ? {
                    ...label(THEME.text),
                    fontWeight: 600,
                    show: true,
                    position: 'top',
                    distance: 12,
                    formatter: () => shownTotals[week] ?? '',
                  }
                : { show: false },
          }
        }),
      })),
    },
    surface,
  )
}
