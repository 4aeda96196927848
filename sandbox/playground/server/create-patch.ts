import type { Entities, EntityKind, Patch } from '../protocol.ts'

/** Remembers a page's state and returns the difference to a newer one: `undefined` if there is none. */
export function createPatcher() {
  const known = new Map<string, { entity: unknown; text: string }>()
  return (entities: Entities): Patch | undefined => {
    const patch: Record<string, { set?: Record<string, unknown>; removed?: string[] }> = {}
    const seen = new Set<string>()
    for (const kind of Object.keys(entities) as EntityKind[]) {
      for (const [id, entity] of Object.entries(entities[kind])) {
        const key = `${kind} ${id}`
        seen.add(key)
        const before = known.get(key)
        if (before?.entity === entity) continue
        const text = JSON.stringify(entity)
        known.set(key, { entity, text })
        if (before?.text === text) continue
        patch[kind] ??= {}
        patch[kind].set = { ...patch[kind].set, [id]: entity }
      }
    }
    for (const key of known.keys()) {
      if (seen.has(key)) continue
      known.delete(key)
      const [kind = '', id = ''] = key.split(' ')
      patch[kind] ??= {}
      patch[kind].removed = [...(patch[kind].removed ?? []), id]
    }
    return Object.keys(patch).length > 0 ? (patch as Patch) : undefined
  }
}
