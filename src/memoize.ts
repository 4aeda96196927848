/** The same function, which makes what it makes once for each key, and keeps it for good: for keys of which there are few. */
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
