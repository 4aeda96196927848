import { type Canvas, createCanvas } from '@napi-rs/canvas'
// One file: its hundreds of modules take four times as long to load, and somebody waits for the first chart.
import { type EChartsCoreOption, init, setPlatformAPI } from 'echarts/dist/echarts.esm.min.mjs'
import { CANVAS_SIZE, FONT_FAMILY, font, type Surface, THEME } from './theme.ts'
import type { EncodedImage, ImageAxis, Label } from './types.ts'

/** The size of all that is written: it is read on a phone, where an image is a third as wide. */
export const FONT_SIZE_PX = 30

/** ECharts draws on ours as on a page's, but knows only those. */
const asElement = (canvas: Canvas) => canvas as unknown as Parameters<typeof init>[0]

/** Makes ECharts ready, once in a thread. */
export function prepareCharts(): void {
  // It measures and loads with a canvas of ours; there is no page.
  setPlatformAPI({ createCanvas: () => asElement(createCanvas(8, 8)) })
}

/** An axis with exactly the ticks that are handed in. */
export function toAxis({ low, high, ticks }: ImageAxis) {
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
      color: THEME.mutedText,
      fontSize: FONT_SIZE_PX,
      fontWeight: 500 as const,
      fontFamily: FONT_FAMILY,
    },
  }
}

/** Pixels that the widest of some labels takes. */
export function widestLabel(labels: readonly Label[], weight: 500 | 600 = 500): number {
  const ctx = createCanvas(8, 8).getContext('2d')
  ctx.font = font(FONT_SIZE_PX, weight)
  return Math.ceil(Math.max(0, ...labels.map((label) => ctx.measureText(label).width)))
}

/** Pixels that the labels of vertical axes take, and what stands free before and after them. */
export const labelSpace = (axes: readonly ImageAxis[]) =>
  widestLabel(axes.flatMap(({ ticks }) => ticks.map(({ label }) => label))) + 28 + 20

export function drawChart(option: EChartsCoreOption, surface: Surface): EncodedImage {
  surface.clear()
  const chart = init(asElement(surface.canvas), null, { ...CANVAS_SIZE, devicePixelRatio: 1 })
  chart.setOption({
    animation: false,
    backgroundColor: THEME.background,
    textStyle: { fontFamily: FONT_FAMILY },
    ...option,
  })
  chart.getZr().refreshImmediately()
  const image = surface.encode()
  chart.dispose()
  return image
}
