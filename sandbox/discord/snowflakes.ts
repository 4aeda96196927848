const discordEpoch = 1_420_070_400_000
/** Below this the id would have fewer than the 17 digits that clients expect. */
const earliest = discordEpoch + 86_400_000 * 30

/** Snowflakes that carry the sandbox's time and grow within it. */
export function createSnowflakeGenerator(now: () => number): () => string {
  let count = Math.floor(Math.random() * 0x0f_ffff)
  return () => {
    count = (count + 1) & 0x3f_ffff
    const at = BigInt(Math.floor(Math.max(now(), earliest) - discordEpoch))
    return ((at << 22n) | BigInt(count)).toString()
  }
}
