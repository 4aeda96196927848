/** Caches the function's result for each key forever; only for few keys. */
export function memoize<Key extends string | number, Value>(create: (key: Key) => Value): (key: Key) => Value {
  const cache = new Map<Key, Value>()
  return (key) => {
    const known = cache.get(key)
    if (known !== undefined) return known
    const created = create(key)
    cache.set(key, created)
    return created
  }
}
