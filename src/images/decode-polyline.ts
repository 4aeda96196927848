import polyline from '@mapbox/polyline'

/**
 * Decodes Strava's polyline to degrees. Undefined for an empty one (the athlete hides the map) and for a malformed one
 * (https://developers.google.com/maps/documentation/utilities/polylinealgorithm).
 */
export function decodePolyline(encoded: string): [latitude: number, longitude: number][] | undefined {
  if (encoded === '') return undefined
  // The decoder accepts any characters, and a number that is cut off. A number ends with one of `?` to `^`. These
  // expressions are linear: matching whole numbers would take quadratic time for a line without an end.
  if (!/^[?-~]*$/.test(encoded) || (encoded.at(-1) ?? '') > '^') return undefined
  if ((encoded.match(/[?-^]/g) ?? []).length % 2 === 1) return undefined
  const points = polyline.decode(encoded)
  // Longitudes of a line over the antimeridian may go beyond 180.
  const onEarth = points.every(([lat, lng]) => Math.abs(lat) <= 90 && Math.abs(lng) <= 360)
  return onEarth ? points : undefined
}
