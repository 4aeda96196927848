import type { TilePlace } from '../domain/tiles.ts'
import type { DrawnMap, MapPicture, Order, ProfilePicture, Results, WeeksPicture } from './kinds.ts'
import { createPool } from './pool.ts'

/** Milliseconds: a picture that takes so long will never be one, and a thread with nothing to do is not kept longer. */
const LIMIT = 10_000
const IDLE = 30_000

/** What a thread runs: as it is built, or as it stands in `src`. */
const SCRIPT = import.meta.url.endsWith('.ts') ? './source.mjs' : './worker.js'

/**
 * Draws pictures, in threads of their own: nothing else waits for them. Nothing is loaded and no thread started before
 * the first one. All reject with an AppError of the kind `picture-failed`: a post can do without its picture.
 *
 * @param options.threads how many at once
 * @param options.limit milliseconds in which a picture must be done
 * @param options.tiles what lies under a map, as `createTiles` finds it; without it nothing does, and nobody is asked
 */
export function createPictures(
  options: {
    threads?: number
    limit?: number
    tiles?: (places: readonly TilePlace[]) => Promise<MapPicture['ground']>
  } = {},
) {
  const { threads = 1, limit = LIMIT, tiles } = options
  const pool = createPool<Order, Results[Order['kind']]>({
    script: new URL(SCRIPT, import.meta.url),
    // It does not read what fonts the machine has; and it needs no secret that stands in the environment.
    env: { DISABLE_SYSTEM_FONTS_LOAD: '1' },
    threads,
    limit,
    idle: IDLE,
  })
  const run = <Kind extends Order['kind']>(order: Order & { kind: Kind }) => pool.run(order) as Promise<Results[Kind]>

  return {
    /**
     * A route without what is hidden of it, on a plain ground, or on tiles where there are some: undefined when nothing of it may be drawn.
     * It is decoded, trimmed and drawn in the thread alone; the tiles are fetched here, because a thread talks to nobody.
     */
    async map(picture: MapPicture): Promise<DrawnMap | undefined> {
      const ground = tiles && (await tiles(await run({ kind: 'tiles', picture })))
      const plain = () => run({ kind: 'map', picture })
      // A tile that says it is an image and is none must not cost the map.
      return ground ? run({ kind: 'map', picture: { ...picture, ground } }).catch(plain) : plain()
    },
    /** Elevation, and a rate such as pace, over distance. */
    profile: (picture: ProfilePicture) => run({ kind: 'profile', picture }),
    /** Sums as bars, one for each week. */
    weeks: (picture: WeeksPicture) => run({ kind: 'weeks', picture }),
    close: () => pool.close(),
  }
}
