/** How long an interaction waits for its first response. Milliseconds. */
export const firstResponseMs = 3_000

/** How long an interaction's token is valid. Milliseconds. */
export const tokenMs = 15 * 60_000
