import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createBasemapLoader } from '../../src/images/basemap.ts'
import { createImageRenderer } from '../../src/images/index.ts'
import type { EncodedImage, ImageRequest } from '../../src/images/types.ts'
import { createLog } from '../../src/logger.ts'
import { startTileServer } from './tile-server.ts'

// Runs bundled, as the program does: a TypeScript loader would use more memory than all that is measured here.

/** What the process measures: CPU milliseconds, bytes, and additional megabytes after drawing. */
export interface ImageMeasurement {
  maps: number[]
  mapsOnTiles: number[]
  charts: number[]
  largest: number
  firstMap: number
  manyMaps: number
}

/** Memory that only this process uses, in megabytes. The machine shares one copy of the libraries. */
async function ownMemory() {
  // Garbage is collected in several passes and returned a little later.
  for (let sweep = 0; sweep < 5; sweep++) {
    globalThis.gc?.()
    await setTimeout(100)
  }
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
}

async function startTiles() {
  const server = await startTileServer()
  const folder = await mkdtemp(join(tmpdir(), 'domestique-tiles-'))
  const tiles = createBasemapLoader({
    server: {
      urlTemplate: server.urlTemplate,
      attribution: '© Invented',
      folder,
      maxBytes: 100_000_000,
      userAgent: 'Domestique',
      timeoutMs: 10_000,
    },
    log: createLog('silent'),
    now: () => Date.now(),
  })
  const stop = async () => {
    server.stop()
    await rm(folder, { recursive: true })
  }
  return { tiles, stop }
}

process.once('message', async ({ maps, charts }: Record<'maps' | 'charts', ImageRequest[]>) => {
  const { tiles, stop } = await startTiles()
  const plain = createImageRenderer({ threads: 1 })
  const onTiles = createImageRenderer({ threads: 1, tiles })
  let largest = 0

  async function draw(request: ImageRequest, images = plain): Promise<EncodedImage | undefined> {
    if (request.kind === 'map') return (await images.map(request.image))?.image
    if (request.kind === 'weeks') return images.weeks(request.image)
    return request.kind === 'profile' ? images.profile(request.image) : undefined
  }

  /** CPU milliseconds of each image over all cores, whatever else the machine does. */
  async function measureCosts(requests: readonly ImageRequest[], images = plain): Promise<number[]> {
    const found: number[] = []
    for (const request of requests) {
      const before = process.cpuUsage()
      const drawn = await draw(request, images)
      const { user, system } = process.cpuUsage(before)
      found.push((user + system) / 1000)
      largest = Math.max(largest, drawn?.bytes.length ?? Number.NaN)
    }
    return found
  }

  const before = await ownMemory()
  await measureCosts(maps.slice(0, 1))
  const firstMap = (await ownMemory()) - before
  const mapCosts = await measureCosts(maps)
  const manyMaps = (await ownMemory()) - before
  const chartCosts = await measureCosts(charts)
  // The second time, all tiles are in the cache.
  for (const request of maps) await draw(request, onTiles)
  const mapsOnTiles = await measureCosts(maps, onTiles)
  await Promise.all([plain.close(), onTiles.close(), stop()])
  process.send?.({
    maps: mapCosts,
    mapsOnTiles,
    charts: chartCosts,
    largest,
    firstMap,
    manyMaps,
  } satisfies ImageMeasurement)
  process.disconnect()
})
