import { parentPort } from 'node:worker_threads'
import type { Order, Picture, Results } from './kinds.ts'
import { createSheet, registerFonts } from './look.ts'
import { drawMap, tilesOf } from './map.ts'

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

async function carryOut(order: Order): Promise<Results[Order['kind']]> {
  if (order.kind === 'tiles') return tilesOf(order.picture)
  if (order.kind === 'map') return drawMap(order.picture, sheet)
  charts ??= readCharts()
  const { drawProfile, drawWeeks } = await charts
  return order.kind === 'profile' ? drawProfile(order.picture, sheet) : drawWeeks(order.picture, sheet)
}

function pictureIn(done: Results[Order['kind']]): Picture | undefined {
  if (!done || Array.isArray(done)) return undefined
  return 'picture' in done ? done.picture : done
}

parentPort?.on('message', async (order: Order) => {
  try {
    const done = await carryOut(order)
    const picture = pictureIn(done)
    // A copy that is handed over, not copied once more on its way.
    if (picture) picture.bytes = new Uint8Array(picture.bytes)
    parentPort?.postMessage({ done }, picture ? [picture.bytes.buffer as ArrayBuffer] : [])
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})
