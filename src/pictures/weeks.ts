import { drawChart, roomFor, TYPE, toAxis, widest } from './chart.ts'
import type { Picture, WeeksPicture } from './kinds.ts'
import { FONT, hex, LOOK, SHEET, type Sheet } from './look.ts'

/** Rounds the upper corners of what stands highest on a bar. */
const ROUND = [10, 10, 0, 0]

/** Pixels on the right of the bars, and between two things that are written beside each other. */
const FREE = { right: 56, between: 22 }

/** A bar for each week, in layers. Where bars are narrow, some weeks have no name, the last one always has; and no sums. */
export function drawWeeks({ weeks, series, axis, totals }: WeeksPicture, sheet: Sheet): Picture {
  const y = toAxis(axis)
  const left = roomFor([axis])
  const pitch = (SHEET.width - left - FREE.right) / Math.max(1, weeks.length)
  const nth = Math.ceil((widest(weeks) + FREE.between) / pitch)
  const names = weeks.map((week, i) => ((weeks.length - 1 - i) % nth === 0 ? week : ''))
  const sums = totals && widest(totals, 600) < pitch ? totals : []
  const highest = weeks.map((_, week) => series.findLastIndex(({ values }) => (values[week] ?? 0) > 0))
  const label = (color: string) => ({ color, fontSize: TYPE, fontFamily: FONT, fontWeight: 500 })
  return drawChart(
    {
      grid: { left, right: FREE.right, top: 76, bottom: 92 },
      xAxis: {
        type: 'category',
        data: names,
        axisLine: { lineStyle: { color: LOOK.grid, width: 3 } },
        axisTick: { show: false },
        axisLabel: { ...label(LOOK.quiet), margin: 24, interval: 0 },
      },
      yAxis: {
        ...y,
        splitLine: { lineStyle: { color: LOOK.grid, width: 2 } },
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
            itemStyle: { borderRadius: top ? ROUND : 0, borderColor: LOOK.ground, borderWidth: 2 },
            label:
              top && sums[week]
                ? {
                    ...label(LOOK.ink),
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
    sheet,
  )
}
