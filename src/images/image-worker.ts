import { parentPort } from 'node:worker_threads'
import { drawMap, tilesOf } from './draw-map.ts'
import { encodePhoto } from './encode-photo.ts'
import { createSurface, registerFonts } from './theme.ts'
import type { EncodedImage, ImageRequest, ImageResult } from './types.ts'

/** ECharts is large, so a thread that draws only maps doesn't load it. */
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

async function render(request: ImageRequest): Promise<ImageResult> {
  if (request.kind === 'tiles') return tilesOf(request.image)
  if (request.kind === 'map') return drawMap(request.image, surface)
  if (request.kind === 'photo') return encodePhoto(request.image)
  charts ??= loadCharts()
  const { drawProfile, drawWeeks } = await charts
  return request.kind === 'profile' ? drawProfile(request.image, surface) : drawWeeks(request.image, surface)
}

function imageIn(result: ImageResult): EncodedImage | undefined {
  if (!result || Array.isArray(result)) return undefined
  return 'image' in result ? result.image : result
}

parentPort?.on('message', async (request: ImageRequest) => {
  try {
    const result = await render(request)
    const image = imageIn(result)
    // A buffer of its own, so that it can be transferred instead of copied.
    if (image) image.bytes = new Uint8Array(image.bytes)
    parentPort?.postMessage({ result }, image ? [image.bytes.buffer as ArrayBuffer] : [])
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})
