/** Two windows: one ends every quarter hour, one at midnight UTC. */
export const WINDOW_NAMES = ['quarter', 'day'] as const
export type WindowName = (typeof WINDOW_NAMES)[number]

/** Milliseconds. */
export type WindowLengths = Record<WindowName, number>

/**
 * Clocks differ, so a window counts as started a little late. Until then the previous one counts, which can only be
 * fuller. Milliseconds.
 */
export const clockToleranceOf = ({ quarter }: WindowLengths): number => Math.min(1000, quarter / 50)

/** When the window of this time began, by our count. */
export const windowStart = (windowName: WindowName, moment: number, windowLengths: WindowLengths): number => {
  const margin = clockToleranceOf(windowLengths)
  return Math.floor((moment - margin) / windowLengths[windowName]) * windowLengths[windowName] + margin
}

export const windowEnd = (windowName: WindowName, moment: number, windowLengths: WindowLengths): number =>
  windowStart(windowName, moment, windowLengths) + windowLengths[windowName]
