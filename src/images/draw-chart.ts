import { type Canvas, createCanvas } from '@napi-rs/canvas'
// The bundle: loading hundreds of modules takes four times as long, and a member is waiting for the first chart.
import { type EChartsCoreOption, init, setPlatformAPI } from 'echarts/dist/echarts.esm.min.mjs'
import { CANVAS_SIZE_PX, FONT_FAMILY, font, type Surface, THEME } from './theme.ts'
import type { EncodedImage, ImageAxis, Label } from './types.ts'

/** The size of all labels. Phones show the image at a quarter of its width. */
export const FONT_SIZE_PX = 44

/** Beside the labels of a vertical axis. */
export const LABEL_MARGINS_PX = { left: 28, right: 20 }

/** ECharts' types expect a browser's canvas, but it also works with `@napi-rs/canvas`. */
const asElement = (canvas: Canvas) => canvas as unknown as Parameters<typeof init>[0]

/** Sets ECharts up, once in a thread. */
export function prepareCharts(): void {
  // There is no document, so ECharts measures text with this canvas.
  setPlatformAPI({ createCanvas: () => asElement(createCanvas(8, 8)) })
}

/** An axis with exactly these ticks. */
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

export function widestLabelPx(labels: readonly Label[], weight: 500 | 600 = 500): number {
  const ctx = createCanvas(8, 8).getContext('2d')
  ctx.font = font(FONT_SIZE_PX, weight)
  return Math.ceil(Math.max(0, ...labels.map((label) => ctx.measureText(label).width)))
}

/** Pixels for the labels of vertical axes, with a margin on both sides. */
export const labelSpacePx = (axes: readonly ImageAxis[]) =>
  widestLabelPx(axes.flatMap(({ ticks }) => ticks.map(({ label }) => label))) +
  LABEL_MARGINS_PX.left +
  LABEL_MARGINS_PX.right

export function drawChart(option: EChartsCoreOption, surface: Surface): EncodedImage {
  surface.clear()
  const chart = init(asElement(surface.canvas), null, { ...CANVAS_SIZE_PX, devicePixelRatio: 1 })
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
