import { styleText } from 'node:util'

/** By pino's level numbers. */
const LEVELS: Readonly<Record<number, readonly [name: string, format: Parameters<typeof styleText>[0]]>> = {
  10: ['TRACE', 'gray'],
  20: ['DEBUG', 'gray'],
  30: ['INFO ', 'green'],
  40: ['WARN ', 'yellow'],
  50: ['ERROR', 'red'],
  60: ['FATAL', 'red'],
}

/** A log line for people: the time, the level, what happened, then the fields. */
export function toTerminalLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as { level: number; time: string; msg?: string }
  const [name, format] = LEVELS[level] ?? [String(level), 'white']
  const rest = Object.entries(fields).map(([field, value]) => `${field}=${JSON.stringify(value)}`)
  const clock = styleText('gray', new Date(time).toTimeString().slice(0, 8))
  return [clock, styleText(format, name), msg ?? '', styleText('gray', rest.join(' '))].join(' ').trimEnd()
}

/** The log destination for people who read it in a terminal. */
export const terminalLog = {
  write: (json: string): void => void process.stdout.write(`${toTerminalLine(json)}\n`),
}
