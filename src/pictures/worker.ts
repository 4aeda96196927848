import { parentPort } from 'node:worker_threads'
import type { Order, Picture } from './kinds.ts'
import { createSheet, registerFonts } from './look.ts'
import { drawMap } from './map.ts'

/** ECharts is large: a thread that draws maps alone does without it. */
async function readCharts() {
  const [{ prepareCharts }, { drawProfile }, { drawWeeks }] = await Promise.all([
    import('./chart.ts'),
    import('./profile.ts'),
    import('./weeks.ts'),
  ])
  prepareCharts()
  return { drawProfile, drawWeeks }
}

registerFonts()
const sheet = createSheet()
let charts: ReturnType<typeof readCharts> | undefined

async function draw(order: Order): Promise<Picture> {
  if (order.kind === 'map') return drawMap(order.picture, sheet)
  charts ??= readCharts()
  const { drawProfile, drawWeeks } = await charts
  return order.kind === 'profile' ? drawProfile(order.picture, sheet) : drawWeeks(order.picture, sheet)
}

parentPort?.on('message', async (order: Order) => {
  try {
    const picture = await draw(order)
    // A copy that is handed over, not copied once more on its way.
    const bytes = new Uint8Array(picture.bytes)
    parentPort?.postMessage({ done: { ...picture, bytes } }, [bytes.buffer])
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})
