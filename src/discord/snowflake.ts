/** Discord's ids contain their creation time, in milliseconds since the beginning of 2015, above 22 other bits. */
const EPOCH_MS = 1_420_070_400_000

/** The smallest id of that time. Epoch milliseconds. */
export const toSnowflake = (moment: number): string => (BigInt(Math.max(moment - EPOCH_MS, 0)) << 22n).toString()

/** When Discord created the object with this id. Epoch milliseconds. */
export const createdAt = (id: string): number => Number(BigInt(id) >> 22n) + EPOCH_MS
