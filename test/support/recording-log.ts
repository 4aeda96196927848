import { pino } from 'pino'
import type { Log } from '../../src/logger.ts'

/** A log whose lines can be looked at: level and message, with the fields. */
export function createRecordingLog(): { log: Log; lines: { level: number; msg: string; [field: string]: unknown }[] } {
  const lines: { level: number; msg: string }[] = []
  return { log: pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) }), lines }
}
