import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** A copy of the built program in which each text in a file is replaced: the next version of it. */
export function createNewerProgram(changes: Readonly<Record<string, readonly [old: string, changed: string]>>) {
  const folder = mkdtempSync(join(tmpdir(), 'domestique-newer-'))
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, [old, changed]] of Object.entries(changes)) {
    const path = join(folder, 'dist', file)
    const code = readFileSync(path, 'utf8')
    if (!code.includes(old)) throw new Error(`${file} does not contain ${old}`)
    writeFileSync(path, code.replace(old, changed))
  }
  return { main: join(folder, 'dist/main.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
