import { type Canvas, createCanvas } from '@napi-rs/canvas'
// One file: its hundreds of modules take four times as long to load, and somebody waits for the first chart.
import { type EChartsCoreOption, init, setPlatformAPI } from 'echarts/dist/echarts.esm.min.mjs'
import type { Axis, Label, Picture } from './kinds.ts'
import { FONT, font, LOOK, SHEET, type Sheet } from './look.ts'

/** The size of all that is written: it is read on a phone, where a picture is a third as wide. */
export const TYPE = 30

/** ECharts draws on ours as on a page's, but knows only those. */
const asElement = (canvas: Canvas) => canvas as unknown as Parameters<typeof init>[0]

/** Makes ECharts ready, once in a thread. */
export function prepareCharts(): void {
  // It measures and loads with a canvas of ours; there is no page.
  setPlatformAPI({ createCanvas: () => asElement(createCanvas(8, 8)) })
}

/** An axis with exactly the ticks that are handed in. */
export function toAxis({ low, high, ticks }: Axis) {
  const labels = new Map(ticks.map(({ at, label }) => [at, label]))
  const customValues = ticks.map(({ at }) => at)
  return {
    type: 'value' as const,
    min: low,
    max: high,
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    axisLabel: {
      customValues,
      formatter: (value: number) => labels.get(value) ?? '',
      color: LOOK.quiet,
      fontSize: TYPE,
      fontWeight: 500 as const,
      fontFamily: FONT,
    },
  }
}

/** Pixels that the widest of some labels takes. */
export function widest(labels: readonly Label[], weight: 500 | 600 = 500): number {
  const ink = createCanvas(8, 8).getContext('2d')
  ink.font = font(TYPE, weight)
  return Math.ceil(Math.max(0, ...labels.map((label) => ink.measureText(label).width)))
}

/** Pixels that the labels of vertical axes take, and what stands free before and after them. */
export const roomFor = (axes: readonly Axis[]) =>
  widest(axes.flatMap(({ ticks }) => ticks.map(({ label }) => label))) + 28 + 20

export function drawChart(option: EChartsCoreOption, sheet: Sheet): Picture {
  sheet.clean()
  const chart = init(asElement(sheet.canvas), null, { ...SHEET, devicePixelRatio: 1 })
  chart.setOption({ animation: false, backgroundColor: LOOK.ground, textStyle: { fontFamily: FONT }, ...option })
  chart.getZr().refreshImmediately()
  const picture = sheet.toPicture()
  chart.dispose()
  return picture
}
