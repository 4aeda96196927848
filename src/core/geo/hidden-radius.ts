/** Minimum hidden distance at both ends, unless nothing is hidden. */
export const MIN_TRIM_METERS = 200

/**
 * The radius around the start and the end in which nothing of an activity is shown, in metres: the hidden distance,
 * enlarged by a random amount that is constant for each activity. `trimMeters` is 0 or at least 200.
 */
export const hiddenRadius = (trimMeters: number, [share]: readonly [number, number]): number =>
  (trimMeters === 0 ? 0 : Math.max(MIN_TRIM_METERS, trimMeters)) * (1 + share / 2)
