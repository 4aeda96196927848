import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vitest/node'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))

/** Stands for a value in a template. */
export const PLACEHOLDER = '◊'

/** Parts of the syntax tree that are only types, and so not in the program. */
const TYPES = new Set(['typeAnnotation', 'typeArguments', 'typeParameters', 'returnType'])
const isDeclaration = ({ type, ...node }: { type?: string; importKind?: string; exportKind?: string }) =>
  /^TS(Interface|TypeAlias)Declaration$/.test(type ?? '') || node.importKind === 'type' || node.exportKind === 'type'

/** Every string in a value of a syntax tree; of a template, its parts around `PLACEHOLDER`. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  const node = value as Record<string, unknown> & { type?: string }
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  if (node.type === 'TemplateLiteral') {
    const quasis = node.quasis as { value: { cooked: string } }[]
    return [quasis.map(({ value }) => value.cooked).join(PLACEHOLDER), ...textsIn(node.expressions)]
  }
  if (isDeclaration(node)) return []
  return Object.entries(value).flatMap(([name, part]) =>
    typeof part === 'object' && !TYPES.has(name) ? textsIn(part) : [],
  )
}

const readFiles = (folder: string, extension: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(extension))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))

const jsonTexts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as Record<string, unknown>).flatMap(jsonTexts)

/** Every string in the code and in the locales, with its file. */
export function literalsOfProgram(): { path: string; text: string }[] {
  return [
    ...readFiles(SRC, '.ts').flatMap(({ path, text }) =>
      textsIn(parseAst(text, { lang: 'ts' })).map((each) => ({ path, text: each })),
    ),
    ...readFiles(SRC, '.json').flatMap(({ path, text }) =>
      jsonTexts(JSON.parse(text)).map((each) => ({ path, text: each })),
    ),
  ]
}
