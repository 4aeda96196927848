import { parseEnv } from 'node:util'

/** An assignment of a `.env` file: a quoted value may span lines, and a comment may follow the value. */
const ASSIGNMENT =
  /^([ \t]*(?:export[ \t]+)?)([\w.-]+)[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|[^\r\n#]*?)([ \t]*(?:#[^\r\n]*)?)$/gm

const PLAIN_VALUE = /^[\w./:@+=,%?&~-]*$/

/** Quoted if it must be: Docker Compose replaces `$` in values that aren't in single quotes. */
function quote(value: string): string {
  if (PLAIN_VALUE.test(value)) return value
  const mark = ["'", '"', '`'].find((each) => !value.includes(each)) ?? "'"
  return `${mark}${value}${mark}`
}

/** The variables that are set in the text of a `.env` file; empty ones count as not set. */
export function readVariables(text: string): Record<string, string> {
  const all = Object.entries(parseEnv(text) as Record<string, string>)
  return Object.fromEntries(all.flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : [])))
}

/**
 * Sets a variable in the text of a `.env` file: in its own line, below its commented example, or at the end. All other
 * lines stay as they are.
 */
function setVariable(text: string, name: string, value: string): string {
  const line = `${name}=${quote(value)}`
  let isSet = false
  const replaced = text.replace(ASSIGNMENT, (whole, before: string, found: string, comment: string) => {
    if (found !== name) return whole
    isSet = true
    return `${before}${line}${comment}`
  })
  if (isSet) return replaced
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const example = new RegExp(`^#[ \\t]*${name}=[^\\r\\n]*`, 'm')
  if (example.test(text)) return text.replace(example, (found) => `${found}${lineEnd}${line}`)
  return `${text}${text === '' || text.endsWith('\n') ? '' : lineEnd}${line}${lineEnd}`
}

export const setVariables = (text: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((result, [name, value]) => setVariable(result, name, value), text)
