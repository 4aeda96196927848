import { createHash, randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TilePosition } from '../core/geo/map-tiles.ts'
import type { Log } from '../logger.ts'
import { readBody } from '../read-body.ts'
import type { MapImage, Tile } from './types.ts'

/** An operator's own tile server. Whoever runs it learns where members are: nothing is asked of one that nobody set. */
export interface TileServer {
  /** With {z}, {x} and {y}. */
  urlTemplate: string
  /** What must stand on the map: © OpenStreetMap contributors. */
  attribution: string
  /** Where tiles are kept, and how many bytes of them. */
  folder: string
  maxBytes: number
  /** Who asks, as servers want to know. */
  userAgent: string
  /** Milliseconds in which all tiles of a map must be there. */
  timeoutMs: number
}

/** So many are asked for at once, and a tile is asked for again after so many milliseconds. */
const MAX_TILE_BYTES = 5_000_000
const MAX_CONCURRENT_REQUESTS = 4
const MAX_TILE_AGE_MS = 14 * 24 * 3600_000

export function createBasemapLoader({ server, log, now }: { server: TileServer; log: Log; now: () => number }) {
  const { urlTemplate, attribution, folder, maxBytes, userAgent, timeoutMs } = server
  /** Bytes in the folder, once they have been counted. */
  let total: number | undefined

  const fileOf = (url: string) => join(folder, createHash('sha256').update(url).digest('hex'))

  async function readCached(file: string): Promise<Uint8Array | undefined> {
    const found = await stat(file).catch(() => undefined)
    // It may go away between the two: then it is asked for again.
    return found && now() - found.mtimeMs < MAX_TILE_AGE_MS ? readFile(file).catch(() => undefined) : undefined
  }

  /** What is too much goes, the oldest first, and a tenth more, so that it is not the same again with the next tile. */
  async function evictOldest(): Promise<void> {
    const files = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const path = join(folder, name)
        // Another process may have been quicker with it.
        const { size, mtimeMs } = (await stat(path).catch(() => undefined)) ?? { size: 0, mtimeMs: 0 }
        return { path, size, mtimeMs }
      }),
    )
    let left = files.reduce((sum, { size }) => sum + size, 0)
    const targetBytes = left > maxBytes ? maxBytes * 0.9 : maxBytes
    for (const { path, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (left <= targetBytes) break
      await rm(path, { force: true })
      left -= size
    }
    total = left
  }

  async function writeCached(file: string, image: Uint8Array): Promise<void> {
    // Tiles tell where members are. A folder of an earlier version is open to others.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (total === undefined) await chmod(folder, 0o700)
    // Whoever reads in between finds the whole tile or none.
    const draft = `${file}.${randomUUID()}`
    await writeFile(draft, image, { mode: 0o600 })
    await rename(draft, file)
    if (total !== undefined) total += image.length
    if (total === undefined || total > maxBytes) await evictOldest()
  }

  async function fetchTile({ z, x, y }: TilePosition, signal: AbortSignal): Promise<Uint8Array> {
    const url = urlTemplate.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
    const file = fileOf(url)
    const known = await readCached(file)
    if (known) return known
    const response = await fetch(url, { signal, headers: { 'user-agent': userAgent } })
    if (!response.ok) throw new Error(`the tile server answered ${response.status}`)
    const type = response.headers.get('content-type') ?? ''
    if (!type.startsWith('image/')) throw new Error(`the tile server sent ${type || 'something'}, not an image`)
    const image = await readBody(response, MAX_TILE_BYTES)
    await writeCached(file, image)
    return image
  }

  /** These tiles; undefined when they cannot be had in time: the map is drawn on a plain background then. */
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
      log.warn({ err: error }, 'a map is drawn without tiles')
      return undefined
    }
  }
}
