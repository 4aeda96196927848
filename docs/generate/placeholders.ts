import en from '../../src/i18n/locales/en.json' with { type: 'json' }

type Texts = { [name: string]: string | Texts }

const leaves = (texts: Texts, prefix = ''): [key: string, template: string][] =>
  Object.entries(texts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : leaves(value, `${prefix}${name}.`),
  )

/** The names of the values that each text needs. Plural forms share one key, and need `count`. */
function placeholdersByKey(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [name, template] of leaves(en)) {
    const [, base = name, form] = /^(.*?)(?:_(one|other))?$/.exec(name) ?? []
    const names = found.get(base) ?? new Set(form ? ['count'] : [])
    for (const [, placeholder = ''] of template.matchAll(/\{\{(\w+)\}\}/g)) names.add(placeholder)
    if (names.size > 0) found.set(base, names)
  }
  return found
}

/** src/i18n/placeholders.ts: the compiler then finds a text that is used without one of its values. */
export const placeholderTypes = (): string =>
  [
    '/** The values that texts need, without those that need none. Written by `npm run docs` from locales/en.json. */',
    'export interface Placeholders {',
    ...[...placeholdersByKey()].map(
      ([key, names]) => `  '${key}': ${[...names].map((name) => `'${name}'`).join(' | ')}`,
    ),
    '}',
    '',
  ].join('\n')
