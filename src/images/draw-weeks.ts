import { drawChart, FONT_SIZE_PX, labelSpacePx, toAxis, widestLabelPx } from './draw-chart.ts'
import { CANVAS_SIZE_PX, FONT_FAMILY, hex, registerFontsFor, type Surface, THEME } from './theme.ts'
import type { EncodedImage, Label, WeeksImage } from './types.ts'

/** Rounds the upper corners of a bar's top layer. */
const BAR_CORNER_RADII_PX = [10, 10, 0, 0]

/** Right of the bars, between two labels, and above and below the bars. */
const SPACING_PX = { right: 64, between: 22, top: 84, bottom: 100 }

const LEGEND_PX = { icon: 44, iconGap: 14, itemGap: 36, line: 66, top: 24, side: 40 }

/**
 * Patterns in the background's colour, so layers don't differ by colour alone. From bottom to top; the first is plain.
 */
const PATTERNS = [
  undefined,
  { dashArrayX: [1, 0], dashArrayY: [6, 14] },
  {
    dashArrayX: [
      [8, 16],
      [0, 12, 8, 4],
    ],
    dashArrayY: [8, 6],
  },
  { dashArrayX: [6, 14], dashArrayY: [1, 0] },
]

const patternOf = (layer: number) => {
  const pattern = PATTERNS[layer % PATTERNS.length]
  return pattern && { symbol: 'rect', color: THEME.background, ...pattern }
}

/** The lines that a legend takes. */
function legendLines(names: readonly Label[]): number {
  const room = CANVAS_SIZE_PX.width - 2 * LEGEND_PX.side
  let [lines, used] = [1, 0]
  for (const name of names) {
    const width = LEGEND_PX.icon + LEGEND_PX.iconGap + widestLabelPx([name]) + LEGEND_PX.itemGap
    if (used > 0 && used + width > room) [lines, used] = [lines + 1, 0]
    used += width
  }
  return lines
}

/** A stacked bar for each week. Narrow bars have no totals, and some have no label; the last one always has. */
export function drawWeeks({ weeks, series, axis, totals }: WeeksImage, surface: Surface): EncodedImage {
  const names = series.map(({ name = '' }) => name)
  registerFontsFor([...names, ...axis.ticks.map(({ label }) => label)])
  const y = toAxis(axis)
  const left = labelSpacePx([axis])
  const weekWidthPx = (CANVAS_SIZE_PX.width - left - SPACING_PX.right) / Math.max(1, weeks.length)
  const labelEvery = Math.ceil((widestLabelPx(weeks) + SPACING_PX.between) / weekWidthPx)
  const labels = weeks.map((week, i) => ((weeks.length - 1 - i) % labelEvery === 0 ? week : ''))
  const shownTotals = totals && widestLabelPx(totals, 600) < weekWidthPx ? totals : []
  const highest = weeks.map((_, week) => series.findLastIndex(({ values }) => (values[week] ?? 0) > 0))
  const label = (color: string) => ({ color, fontSize: FONT_SIZE_PX, fontFamily: FONT_FAMILY, fontWeight: 500 })
  const legend = series.length > 1 && names.some((name) => name !== '')
  const top = SPACING_PX.top + (legend ? legendLines(names) * LEGEND_PX.line : 0)
  return drawChart(
    {
      // Patterns are only drawn with this.
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      legend: {
        show: legend,
        data: names,
        top: LEGEND_PX.top,
        left: LEGEND_PX.side,
        right: LEGEND_PX.side,
        itemWidth: LEGEND_PX.icon,
        itemHeight: LEGEND_PX.icon,
        itemGap: LEGEND_PX.itemGap,
        textStyle: { ...label(THEME.text), padding: [0, 0, 0, LEGEND_PX.iconGap - 5] },
      },
      grid: { left, right: SPACING_PX.right, top, bottom: SPACING_PX.bottom },
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
      series: series.map(({ color, name, values }, layer) => ({
        type: 'bar',
        name,
        stack: 'weeks',
        barCategoryGap: '32%',
        barMaxWidth: 110,
        itemStyle: { color: hex(color), decal: patternOf(layer) ?? { symbol: 'none' } },
        data: weeks.map((_, week) => {
          const isTop = highest[week] === layer
          return {
            // A bar of zero height would still have a border.
            value: values[week] || null,
            itemStyle: { borderRadius: isTop ? BAR_CORNER_RADII_PX : 0, borderColor: THEME.background, borderWidth: 2 },
            label:
              isTop && shownTotals[week]
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
