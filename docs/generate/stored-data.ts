import { createTranslator } from '../../src/i18n/translator.ts'
import { hashSecret, keys } from '../../src/redis/keys.ts'
import type { StoredKey } from '../../src/redis/stored-data/stored-key.ts'
import { code, tableOf } from './markdown.ts'

const { t } = createTranslator('en')

/** `{domestique}:link:<userId>`: a key with the names of its parts; hashed parts say so. */
export function patternOf(name: keyof typeof keys): string {
  const build: (...parts: string[]) => string = keys[name]
  const [, list = ''] = /^\(?([^)=]*)\)?\s*=>/.exec(build.toString()) ?? []
  const names = list.split(',').flatMap((part) => part.trim() || [])
  const key = build(...names.map((part) => `<${part}>`))
  return names.reduce((text, part) => text.replace(hashSecret(`<${part}>`), `<hash of ${part}>`), key)
}

function keptFor({ seconds, kept = '{time}' }: StoredKey): string {
  const time = seconds === undefined ? '' : t({ key: 'settings.list', values: { list: { seconds } } })
  return kept.replace('{time}', time)
}

/** A table of docs/data.md. */
export const storedDataTable = (rows: Record<string, StoredKey>) =>
  tableOf(
    ['key', 'value', 'type', 'kept', 'deleted by'],
    Object.entries(rows).map(([name, row]) => [
      code(patternOf(name as keyof typeof keys)),
      row.value,
      row.type ?? 'string',
      keptFor(row),
      row.deletedBy ?? '–',
    ]),
  )
