import { parentPort } from 'node:worker_threads'
import { drawMap, tilesOf } from './draw-map.ts'
import { createSurface, registerFonts } from './theme.ts'
import type { EncodedImage, ImageRequest, ImageResults } from './types.ts'

/** ECharts is large: a thread that draws maps alone does without it. */
async function loadCharts() {
  const [{ prepareCharts }, { drawProfile }, { drawWeeks }] = await Promise.all([
    import('./draw-chart.ts'),
    import('./draw-profile.ts'),
    import('./draw-weeks.ts'),
  ])
  prepareCharts()
  return { drawProfile, drawWeeks }
}

registerFonts()
const surface = createSurface()
let charts: ReturnType<typeof loadCharts> | undefined

async function render(request: ImageRequest): Promise<ImageResults[ImageRequest['kind']]> {
  if (request.kind === 'tiles') return tilesOf(request.image)
  if (request.kind === 'map') return drawMap(request.image, surface)
  charts ??= loadCharts()
  const { drawProfile, drawWeeks } = await charts
  return request.kind === 'profile' ? drawProfile(request.image, surface) : drawWeeks(request.image, surface)
}

function imageIn(done: ImageResults[ImageRequest['kind']]): EncodedImage | undefined {
  if (!done || Array.isArray(done)) return undefined
  return 'image' in done ? done.image : done
}

parentPort?.on('message', async (request: ImageRequest) => {
  try {
    const done = await render(request)
    const image = imageIn(done)
    // A copy that is handed over, not copied once more on its way.
    if (image) image.bytes = new Uint8Array(image.bytes)
    parentPort?.postMessage({ done }, image ? [image.bytes.buffer as ArrayBuffer] : [])
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})
