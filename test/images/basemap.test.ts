import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import polyline from '@mapbox/polyline'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { tilesFor } from '../../src/core/geo/map-tiles.ts'
import type { LatLng } from '../../src/core/geo/projection.ts'
import { createBasemapLoader, type TileServer } from '../../src/images/basemap.ts'
import { createImageRenderer } from '../../src/images/index.ts'
import { createLog } from '../../src/logger.ts'

const ROUTE: LatLng[] = [
  [48.2, 16.3],
  [48.22, 16.36],
  [48.19, 16.4],
]
const TILE_COLOR = '#2d6a4f'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** All tests share one thread, because starting one is slow. */
let tiles: ReturnType<typeof createBasemapLoader>
const images = createImageRenderer({ threads: 1, tiles: (needed) => tiles(needed) })
afterAll(images.close)

function createTile(color: string): Buffer {
  const canvas = createCanvas(256, 256)
  const ctx = canvas.getContext('2d')
  ctx.fillStyle = color
  ctx.fillRect(0, 0, 256, 256)
  return canvas.encodeSync('png')
}

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void

const respondWith =
  (body: Buffer | string, type = 'image/png'): RequestHandler =>
  (_, response) =>
    response.setHeader('content-type', type).end(body)

/** The operator's tile server, and images that use it. */
async function createMap(handler: RequestHandler, overrides: Partial<TileServer> = {}, now = () => Date.now()) {
  const requests: { path: string; userAgent: string | undefined }[] = []
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', userAgent: request.headers['user-agent'] })
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dataDir = await mkdtemp(join(tmpdir(), 'tiles-'))
  const folder = join(dataDir, 'tiles')
  const { port } = server.address() as AddressInfo
  tiles = createBasemapLoader({
    server: {
      urlTemplate: `http://127.0.0.1:${port}/{z}/{x}/{y}.png`,
      attribution: '© Everybody',
      folder,
      maxBytes: 1_000_000,
      userAgent: 'Domestique (https://club.example)',
      timeoutMs: 5000,
      ...overrides,
    },
    log: createLog('silent'),
    now,
  })
  closers.push(
    () => rm(dataDir, { recursive: true, force: true }),
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return {
    requests,
    folder,
    async draw(route = ROUTE) {
      const map = await images.map({
        ...{ polyline: polyline.encode(route as [number, number][]), ends: [], trimMeters: 0, seed: [0, 0] },
        ...{ color: 0xfc5200, scales: [{ meters: 1000, label: '1 km' }] },
      })
      if (!map) throw new Error('nothing is drawn')
      return map.image
    },
  }
}

/** The colour in the middle of the upper edge, away from the line. In a JPEG, each channel may be off by one. */
async function backgroundOf({ bytes }: { bytes: Uint8Array }): Promise<string> {
  const ctx = createCanvas(1200, 675).getContext('2d')
  ctx.drawImage(await loadImage(Buffer.from(bytes)), 0, 0)
  const [red, green, blue] = ctx.getImageData(611, 5, 1, 1).data
  const channels = [red, green, blue].map((value) => value ?? 0)
  const isLike = (color: string) =>
    channels.every((value, i) => Math.abs(value - Number.parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16)) <= 1)
  return [TILE_COLOR, BACKGROUND_COLOR].find(isLike) ?? channels.join()
}

const BACKGROUND_COLOR = '#20262d'

describe("an operator's tiles", () => {
  test('are drawn under the line, and the server gets our user agent', async () => {
    const { draw, requests } = await createMap(respondWith(createTile(TILE_COLOR)))
    const image = await draw()
    expect(await backgroundOf(image)).toBe(TILE_COLOR)
    expect(image.bytes.length).toBeLessThanOrEqual(200_000)
    const expectedPaths = tilesFor([ROUTE]).map(({ z, x, y }) => `/${z}/${x}/${y}.png`)
    expect(requests.map(({ path }) => path).sort()).toEqual(expectedPaths.sort())
    expect(new Set(requests.map(({ userAgent }) => userAgent))).toEqual(new Set(['Domestique (https://club.example)']))
  })

  test('are requested again only after two weeks', async () => {
    let elapsedMs = 0
    const { draw, requests } = await createMap(respondWith(createTile(TILE_COLOR)), {}, () => Date.now() + elapsedMs)
    await draw()
    const count = requests.length
    await draw()
    expect(requests).toHaveLength(count)
    elapsedMs = 15 * 24 * 3600_000
    await draw()
    expect(requests).toHaveLength(2 * count)
  })

  test('take up no more disk space than their limit', async () => {
    const sizeLimit = 8 * createTile(TILE_COLOR).length
    const { draw, folder } = await createMap(respondWith(createTile(TILE_COLOR)), { maxBytes: sizeLimit })
    await draw()
    await draw(ROUTE.map(([lat, lng]): LatLng => [lat + 1, lng]))
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
    expect(sizes.length).toBeGreaterThan(3)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(sizeLimit)
  })

  test('are readable only by this user', async () => {
    const { draw, folder } = await createMap(respondWith(createTile(TILE_COLOR)))
    await draw()
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    const modes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mode))
    expect(modes.length).toBeGreaterThan(3)
    expect(new Set(modes.map((mode) => mode & 0o777))).toEqual(new Set([0o600]))
  })

  test.each<[string, RequestHandler, Partial<TileServer>]>([
    ['refuses', (_, response) => response.writeHead(500).end(), {}],
    ['sends a page', respondWith('<p>pay first</p>', 'text/html'), {}],
    ['sends something that is not an image', respondWith('no image'), {}],
    ['never answers', () => {}, { timeoutMs: 200 }],
    ['sends far too much', respondWith(Buffer.concat([createTile(TILE_COLOR), Buffer.alloc(6_000_000)])), {}],
    ['hangs up', (request) => request.socket.destroy(), {}],
  ])('are left out if the server %s: the map has a plain background', async (_, handler, overrides) => {
    const { draw } = await createMap(handler, overrides)
    expect(await backgroundOf(await draw())).toBe(BACKGROUND_COLOR)
  })
})
