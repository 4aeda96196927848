/** A point on a sheet of 20 by 10: x to the east, y to the north. */
export type Point = readonly [east: number, north: number]

/** Part of a route: streets keep their corners, paths bend, routes on water are smooth. */
export interface Leg {
  kind: 'street' | 'path' | 'road' | 'water'
  points: readonly Point[]
}

/** A zigzag up a slope, from bottom to top. */
function hairpins([east, north]: Point, [toEast, toNorth]: Point, turns: number, width: number): Point[] {
  const [dx, dy] = [toEast - east, toNorth - north]
  const length = Math.hypot(dx, dy)
  return Array.from({ length: turns }, (_, turn) => {
    const along = (turn + 0.5) / turns
    const aside = ((turn % 2 ? -1 : 1) * width * (0.75 + 0.25 * Math.cos(turn * 2.3))) / 2
    return [east + dx * along - (dy / length) * aside, north + dy * along + (dx / length) * aside] as const
  })
}

/** Parses points from a string: `east,north east,north`. */
const at = (drawing: string): Point[] =>
  drawing.split(' ').map((place) => place.split(',').map(Number) as unknown as Point)

/** Down a street to a river, along it, over a bridge, through a park, and back on the streets of a town. */
const town: Leg[] = [
  { kind: 'street', points: at('-0.4,5 -0.3,6.5 1.9,6.4') },
  {
    kind: 'path',
    points: at(
      '1.6,7.4 2.2,8.6 3.6,9.1 5.1,8.7 6.3,7.9 7.6,7.6 8.9,8.1 10,9 11.5,9.4 13,8.9 14,7.9 15.2,7.3 16.6,7.5 17.8,8.2 18.9,8',
    ),
  },
  { kind: 'street', points: at('19.4,7.2 19.1,5.9') },
  { kind: 'path', points: at('18,5.4 16.8,5.6 15.6,5.2 14.6,4.2 14.9,3 13.9,2.2 12.6,2.4') },
  {
    kind: 'street',
    points: at('12,3.4 12,4.5 10.4,4.6 10.3,2.7 8.6,2.8 8.5,1.2 6.1,1.3 6,4.7 4,4.8 4,6.3 2,6.4 -0.2,6.5 -0.3,5.1'),
  },
]

/** Around a valley on country roads, with a pass on the way. */
const country: Leg[] = [
  { kind: 'road', points: at('3,3 1.6,5.2 3.2,7.6 6.1,8.1 7.6,9.7 10.6,9.3 12.3,7.4') },
  { kind: 'path', points: hairpins([12.7, 7.2], [14.9, 8.5], 9, 1.2) },
  { kind: 'road', points: at('15.3,8.6 18.4,7.3 19.3,4.6 17,3.3 16.1,1.1 12.8,0.7 10.9,2.4 8.1,1.6 6,2.6 3.1,2.9') },
]

/** From a village up the switchbacks to a ridge, along it, and down on the other side. */
const mountain: Leg[] = [
  { kind: 'path', points: at('2,2 3.5,3 5.1,3.2') },
  { kind: 'path', points: hairpins([5.4, 3.4], [9.2, 8.2], 11, 2.1) },
  { kind: 'path', points: at('9.8,8.8 11,8.5 12.4,9.1 14,8.5 15.6,9 17.3,8.2 18,7.2') },
  { kind: 'path', points: hairpins([17.8, 6.8], [15.4, 3.7], 7, 1.7) },
  { kind: 'path', points: at('14.6,3 12.8,2.6 11,3 9.2,1.9 6.8,2.2 4.4,1.3 2.1,1.9') },
]

/** Along the shore of a lake and back across it. */
const lake: Leg[] = [
  { kind: 'water', points: at('3,3 2,5 4,7.5 8,8.3 11,7.5 15,8.4 18,6.6 17.5,4.5 13,4.1 9,4.4 5,2.7 3.1,2.9') },
]

const TERRAINS = { town, country, mountain, lake }

export type Terrain = keyof typeof TERRAINS

export const legsOf = (terrain: Terrain): readonly Leg[] => TERRAINS[terrain]

const ON_WATER = /Kayak|Canoe|Row|Sail|Surf|Paddl|Swim/
const IN_MOUNTAINS = /Hike|TrailRun|Mountain|Ski$|Snow/

export function terrainOf(sport: string): Terrain {
  if (ON_WATER.test(sport)) return 'lake'
  if (IN_MOUNTAINS.test(sport)) return 'mountain'
  return /Ride$|Velomobile|Handcycle/.test(sport) ? 'country' : 'town'
}
