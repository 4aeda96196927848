import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { COMMAND_KEYS } from '../../src/redis/stored-data/command-keys.ts'
import { GUILD_KEYS } from '../../src/redis/stored-data/guild-keys.ts'
import { MEMBER_KEYS } from '../../src/redis/stored-data/member-keys.ts'
import { PROGRAM_KEYS } from '../../src/redis/stored-data/program-keys.ts'
import { SEAT_KEYS } from '../../src/redis/stored-data/seat-keys.ts'
import { commandsTable, optionsTable } from './commands.ts'
import { placeholderTypes } from './placeholders.ts'
import { exampleEnvironment, settingsTable } from './settings.ts'
import { storedDataTable } from './stored-data.ts'

const ROOT = new URL('../../', import.meta.url)

/** Where a document is. */
export const pathOf = (document: string) => fileURLToPath(new URL(document, ROOT))

/** Replaces what is between the marks of a name. What is outside is written by hand. */
function replaceGenerated(markdown: string, name: string, content: string): string {
  const [start, end] = [`<!-- generated: ${name} -->`, '<!-- end of generated -->']
  const from = markdown.indexOf(start)
  const to = markdown.indexOf(end, from)
  if (from === -1 || to === -1) throw new Error(`the marks ${start} … ${end} are missing`)
  return `${markdown.slice(0, from + start.length)}\n\n${content}\n\n${markdown.slice(to)}`
}

/** The generated parts of the documents, by their marks. */
const PARTS: Record<string, () => Readonly<Record<string, string>>> = {
  'docs/commands.md': () => ({ commands: commandsTable(), options: optionsTable() }),
  'docs/data.md': () => ({
    members: storedDataTable({ ...MEMBER_KEYS, ...SEAT_KEYS }),
    servers: storedDataTable(GUILD_KEYS),
    program: storedDataTable(PROGRAM_KEYS),
    commands: storedDataTable(COMMAND_KEYS),
  }),
  'docs/setup.md': () => ({ settings: settingsTable() }),
}

/** The files that are generated, or have generated parts, as they should be. */
export const generatedDocuments = (): Readonly<Record<string, string>> => ({
  '.env.example': exampleEnvironment(),
  'src/i18n/placeholders.ts': placeholderTypes(),
  ...Object.fromEntries(
    Object.entries(PARTS).map(([document, parts]) => [
      document,
      Object.entries(parts()).reduce(
        (markdown, [name, content]) => replaceGenerated(markdown, name, content),
        readFileSync(pathOf(document), 'utf8'),
      ),
    ]),
  ),
})
