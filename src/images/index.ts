import type { TilePosition } from '../core/geo/map-tiles.ts'
import { createThreadPool } from './thread-pool.ts'
import type { ImageRequest, ImageResults, MapImage, ProfileImage, RenderedMap, WeeksImage } from './types.ts'

/** Milliseconds: an image that takes so long will never be one, and a thread with nothing to do is not kept longer. */
const RENDER_TIMEOUT_MS = 10_000
const IDLE_THREAD_MS = 30_000

/** What a thread runs: as it is built, or as it stands in `src`. */
const WORKER_SCRIPT = import.meta.url.endsWith('.ts') ? './source.mjs' : './image-worker.js'

/**
 * Draws images, in threads of their own: nothing else waits for them. Nothing is loaded and no thread started before
 * the first one. All reject with an AppError of the kind `image-failed`: a post can do without its image.
 *
 * @param options.threads how many at once
 * @param options.timeoutMs milliseconds in which an image must be done
 * @param options.tiles what lies under a map, as `createBasemapLoader` finds it; without it nothing does, and nobody is asked
 */
export function createImageRenderer(
  options: {
    threads?: number
    timeoutMs?: number
    tiles?: (places: readonly TilePosition[]) => Promise<MapImage['basemap']>
  } = {},
) {
  const { threads = 1, timeoutMs = RENDER_TIMEOUT_MS, tiles } = options
  const pool = createThreadPool<ImageRequest, ImageResults[ImageRequest['kind']]>({
    script: new URL(WORKER_SCRIPT, import.meta.url),
    // It does not read what fonts the machine has; and it needs no secret that stands in the environment.
    env: { DISABLE_SYSTEM_FONTS_LOAD: '1' },
    threads,
    timeoutMs,
    idleMs: IDLE_THREAD_MS,
  })
  const run = <Kind extends ImageRequest['kind']>(request: ImageRequest & { kind: Kind }) =>
    pool.run(request) as Promise<ImageResults[Kind]>

  return {
    /**
     * A route without what is hidden of it, on a plain background, or on tiles where there are some: undefined when nothing of it may be drawn.
     * It is decoded, trimmed and drawn in the thread alone; the tiles are fetched here, because a thread talks to nobody.
     */
    async map(image: MapImage): Promise<RenderedMap | undefined> {
      const basemap = tiles && (await tiles(await run({ kind: 'tiles', image })))
      const withoutTiles = () => run({ kind: 'map', image })
      // A tile that says it is an image and is none must not cost the map.
      return basemap ? run({ kind: 'map', image: { ...image, basemap } }).catch(withoutTiles) : withoutTiles()
    },
    /** Elevation, and a rate such as pace, over distance. */
    profile: (image: ProfileImage) => run({ kind: 'profile', image }),
    /** Sums as bars, one for each week. */
    weeks: (image: WeeksImage) => run({ kind: 'weeks', image }),
    close: () => pool.close(),
  }
}

export type ImageRenderer = ReturnType<typeof createImageRenderer>
