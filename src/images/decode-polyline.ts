import polyline from '@mapbox/polyline'

/**
 * Strava's encoded line as latitudes and longitudes in degrees; undefined for none, for an empty one (the athlete shows no
 * map) and for a broken one (https://developers.google.com/maps/documentation/utilities/polylinealgorithm).
 */
export function decodePolyline(
  encoded: string | null | undefined,
): [latitude: number, longitude: number][] | undefined {
  if (!encoded) return undefined
  // The decoder takes anything for a number, and one that is cut off for a whole one. A number ends with one of `?` to `^`.
  // One look at each character: a search for whole numbers would take the square of a line without an end.
  if (!/^[?-~]*$/.test(encoded) || (encoded.at(-1) ?? '') > '^') return undefined
  if ((encoded.match(/[?-^]/g) ?? []).length % 2 === 1) return undefined
  const points = polyline.decode(encoded)
  // A line over the antimeridian may count on beyond 180.
  const onEarth = points.every(([lat, lng]) => Math.abs(lat) <= 90 && Math.abs(lng) <= 360)
  return onEarth ? points : undefined
}
