import type { z } from 'zod'
import { ConfigError, readConfig } from '../../src/config.ts'
import { ROLES, variables } from '../../src/environment.ts'
import { code, tableOf } from './markdown.ts'

interface Setting {
  name: string
  description: string
  isRequired: boolean
  /** As one writes it in `.env`; undefined: none. */
  default: string | undefined
}

/** The variables without which the program with all its roles doesn't start. */
function requiredNames(): string[] {
  try {
    readConfig({})
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.map((mistake) => mistake.split(' ')[0] ?? '')
    throw error
  }
}

function defaultOf(schema: z.ZodType): string | undefined {
  const documented = schema.meta()?.default
  if (typeof documented === 'string') return documented
  const value = 'defaultValue' in schema.def ? schema.def.defaultValue : undefined
  if (Array.isArray(value)) return value.length === ROLES.length ? 'all' : undefined
  return value === undefined ? undefined : String(value)
}

function settings(): Setting[] {
  const required = requiredNames()
  return Object.entries(variables.shape).map(([name, schema]) => {
    if (!schema.description) throw new Error(`${name} has no description in src/environment.ts`)
    return { name, description: schema.description, isRequired: required.includes(name), default: defaultOf(schema) }
  })
}

/** The table of docs/setup.md. */
export const settingsTable = () =>
  tableOf(
    ['variable', 'default', 'meaning'],
    settings().map(({ name, description, isRequired, default: value }) => [
      code(name),
      isRequired ? 'required' : value === undefined ? 'not set' : code(value),
      description,
    ]),
  )

/** The headings of .env.example, by the setting that comes first below them. */
const HEADINGS: Record<string, string> = {
  DISCORD_TOKEN: 'Required',
  PUBLIC_URL: 'Address',
  DISCORD_GUILD_IDS: 'Access',
  REDIS_URL: 'Data',
  RUN: 'Rarely changed',
  DISCORD_API_URL: 'Base addresses, for a new host or for tests',
}

const WIDTH = 118

/** A description without Markdown, and without the sentences that only refer to another place in the documents. */
const toPlainText = (markdown: string) =>
  markdown
    .replace(/ See \[[^\]]*\]\([^)]*\)\./g, '')
    .replace(/: see \[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/<(https?:[^>]*)>/g, '$1')

/** Comment lines of limited width. */
function toComment(text: string): string {
  const lines = ['#']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last.length + 1 + word.length > WIDTH) lines.push(`# ${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\n')
}

const INTRODUCTION = `# Copy this file to .env and fill in the first three values. Everything else has a default.
# To see the bot work without accounts at Discord or Strava: npm run demo`

/** The whole of .env.example. */
export function exampleEnvironment(): string {
  const parts = settings().map(({ name, description, isRequired, default: value = '' }) => {
    const heading = HEADINGS[name]
    return [
      ...(heading ? [`# --- ${heading} ${'-'.repeat(WIDTH - 7 - heading.length)}\n`] : []),
      toComment(toPlainText(description)),
      `${isRequired ? '' : '# '}${name}=${value}`,
    ].join('\n')
  })
  return `${[INTRODUCTION, ...parts].join('\n\n')}\n`
}
