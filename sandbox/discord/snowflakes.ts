const discordEpoch = 1_420_070_400_000
/** Below this, an id would have fewer than the 17 digits that clients expect. */
const earliest = discordEpoch + 86_400_000 * 30

/** Increasing snowflakes with the sandbox's time. */
export function createSnowflakeGenerator(now: () => number): () => string {
  let count = Math.floor(Math.random() * 0x0f_ffff)
  return () => {
    count = (count + 1) & 0x3f_ffff
    const at = BigInt(Math.floor(Math.max(now(), earliest) - discordEpoch))
    return ((at << 22n) | BigInt(count)).toString()
  }
}
