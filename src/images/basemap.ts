import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createMutex } from '../async.ts'
import type { TilePosition } from '../core/geo/map-tiles.ts'
import type { Log } from '../logger.ts'
import { readBody } from '../read-body.ts'
import type { MapImage, Tile } from './types.ts'

/** A tile server that the operator chose. Its host learns where members are, so there is no default. */
export interface TileServer {
  /** Contains {z}, {x} and {y}. */
  urlTemplate: string
  /** Text that the map has to show, such as © OpenStreetMap contributors. */
  attribution: string
  /** Where tiles are cached, up to `maxBytes`. */
  folder: string
  maxBytes: number
  /** Tile servers require one that names the program. */
  userAgent: string
  /** For all tiles of a map together. */
  timeoutMs: number
}

const MAX_TILE_BYTES = 5_000_000
const MAX_CONCURRENT_REQUESTS = 4
const MAX_TILE_AGE_MS = 14 * 24 * 3600_000

export function createBasemapLoader({ server, log, now }: { server: TileServer; log: Log; now: () => number }) {
  const { urlTemplate, attribution, folder, maxBytes, userAgent, timeoutMs } = server
  /** Size of the folder; undefined until it is counted. */
  let totalBytes: number | undefined
  // Several writes at once would each miss the tiles of the others when they count.
  const runExclusive = createMutex()

  const fileOf = (url: string) => join(folder, createHash('sha256').update(url).digest('hex'))

  async function readCached(file: string): Promise<Uint8Array | undefined> {
    const found = await stat(file).catch(() => undefined)
    // Another process may evict it in between: then it is fetched again.
    return found && now() - found.mtimeMs < MAX_TILE_AGE_MS ? readFile(file).catch(() => undefined) : undefined
  }

  /** Deletes the oldest tiles, down to 90 % of the limit, so that the next tile doesn't need this again. */
  async function evictOldest(): Promise<void> {
    const files = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const path = join(folder, name)
        // Another process may have deleted it.
        const { size, mtimeMs } = (await stat(path).catch(() => undefined)) ?? { size: 0, mtimeMs: 0 }
        return { path, size, mtimeMs }
      }),
    )
    let leftBytes = files.reduce((sum, { size }) => sum + size, 0)
    const targetBytes = leftBytes > maxBytes ? maxBytes * 0.9 : maxBytes
    for (const { path, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (leftBytes <= targetBytes) break
      await rm(path, { force: true })
      leftBytes -= size
    }
    totalBytes = leftBytes
  }

  async function writeCached(file: string, image: Uint8Array): Promise<void> {
    // Tiles tell where members are.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // A rename is atomic: readers find the whole tile or none.
    const draft = `${file}.${randomUUID()}`
    await writeFile(draft, image, { mode: 0o600 })
    await rename(draft, file)
    if (totalBytes !== undefined) totalBytes += image.length
    if (totalBytes === undefined || totalBytes > maxBytes) await evictOldest()
  }

  async function fetchTile({ z, x, y }: TilePosition, signal: AbortSignal): Promise<Uint8Array> {
    const url = urlTemplate.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
    const file = fileOf(url)
    const cached = await readCached(file)
    if (cached) return cached
    const response = await fetch(url, { signal, headers: { 'user-agent': userAgent } })
    if (!response.ok) throw new Error(`the tile server answered ${response.status}`)
    const type = response.headers.get('content-type') ?? ''
    if (!type.startsWith('image/')) throw new Error(`the tile server sent ${type || 'something'}, not an image`)
    const image = await readBody(response, MAX_TILE_BYTES)
    await runExclusive(() => writeCached(file, image))
    return image
  }

  /** Undefined if one of the tiles can't be loaded in time: the map then gets a plain background. */
  return async function loadBasemap(needed: readonly TilePosition[]): Promise<MapImage['basemap']> {
    const remaining = [...needed]
    const signal = AbortSignal.timeout(timeoutMs)
    const tiles: Tile[] = []
    const fetchRemaining = async () => {
      for (let tile = remaining.shift(); tile; tile = remaining.shift()) {
        tiles.push({ ...tile, image: await fetchTile(tile, signal) })
      }
    }
    try {
      await Promise.all(Array.from({ length: MAX_CONCURRENT_REQUESTS }, fetchRemaining))
      return { tiles, attribution }
    } catch (error) {
      remaining.length = 0
      log.warn({ err: error }, 'tiles failed to load, so the map has a plain background')
      return undefined
    }
  }
}
