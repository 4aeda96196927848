import type { TilePosition } from '../core/geo/map-tiles.ts'
import { IMAGE_WORKER } from './files.ts'
import { createThreadPool } from './thread-pool.ts'
import type {
  ImageRequest,
  ImageResult,
  ImageResults,
  MapImage,
  ProfileImage,
  RenderedMap,
  WeeksImage,
} from './types.ts'

/** An image that takes this long never finishes. */
const RENDER_TIMEOUT_MS = 10_000
/** An idle thread ends after this. */
const IDLE_THREAD_MS = 30_000

/**
 * Draws images in worker threads, so the process doesn't wait for them. The first image starts a thread. All methods
 * reject with an AppError of the kind `image-failed`: a post works without its image.
 *
 * @param options.threads the most that draw at the same time
 * @param options.timeoutMs for one image
 * @param options.tiles loads the tiles under a map (`createBasemapLoader`); without it, maps have a plain background
 */
export function createImageRenderer(
  options: {
    threads?: number
    timeoutMs?: number
    tiles?: (needed: readonly TilePosition[]) => Promise<MapImage['basemap']>
  } = {},
) {
  const { threads = 1, timeoutMs = RENDER_TIMEOUT_MS, tiles } = options
  const pool = createThreadPool<ImageRequest, ImageResult>({
    script: IMAGE_WORKER,
    // Threads don't load the fonts of the machine, and don't get the secrets in the environment.
    env: { DISABLE_SYSTEM_FONTS_LOAD: '1' },
    threads,
    timeoutMs,
    idleMs: IDLE_THREAD_MS,
  })
  const run = <Kind extends ImageRequest['kind']>(request: ImageRequest & { kind: Kind }) =>
    pool.run(request) as Promise<ImageResults[Kind]>

  return {
    /**
     * The route without its hidden parts, on tiles or a plain background. Undefined if nothing of it may be drawn. A
     * thread decodes, trims and draws it; tiles are fetched here, because threads make no requests.
     */
    async map(image: MapImage): Promise<RenderedMap | undefined> {
      const basemap = tiles && (await tiles(await run({ kind: 'tiles', image })))
      const withoutTiles = () => run({ kind: 'map', image })
      // A tile that isn't a valid image doesn't prevent the map.
      return basemap ? run({ kind: 'map', image: { ...image, basemap } }).catch(withoutTiles) : withoutTiles()
    },
    /** Elevation, and values such as pace or heart rate, over distance. */
    profile: (image: ProfileImage) => run({ kind: 'profile', image }),
    /** Weekly totals as bars. */
    weeks: (image: WeeksImage) => run({ kind: 'weeks', image }),
    /** A photo without its metadata. Takes a JPEG, PNG or WebP. */
    photo: (bytes: Uint8Array) => run({ kind: 'photo', image: bytes }),
    close: () => pool.close(),
  }
}

export type ImageRenderer = ReturnType<typeof createImageRenderer>
