/** A subset of a list in a few characters. The list's length is included: another version may have another list. */
export function encodeSubset<T>(all: readonly T[], chosen: readonly T[]): string {
  const bits = all.reduce((sum, one, index) => (chosen.includes(one) ? sum | (1n << BigInt(index)) : sum), 0n)
  return `${all.length}-${bits.toString(16)}`
}

/** Undefined if it isn't a subset of this list. */
export function decodeSubset<T>(all: readonly T[], code: string): T[] | undefined {
  const [, length, hex] = /^(\d+)-([\da-f]{1,32})$/.exec(code) ?? []
  if (Number(length) !== all.length) return undefined
  const bits = BigInt(`0x${hex}`)
  return bits >> BigInt(all.length) === 0n ? all.filter((_, index) => (bits >> BigInt(index)) & 1n) : undefined
}
