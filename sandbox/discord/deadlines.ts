/** So long an interaction waits for its first response. Milliseconds. */
export const firstResponseMs = 3_000

/** So long an interaction's token is taken. Milliseconds. */
export const tokenMs = 15 * 60_000
