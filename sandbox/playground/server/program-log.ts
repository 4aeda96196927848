import { watch } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import type { Json } from '../../discord/discord-types.ts'

/** A line of the program's log. `at` in milliseconds, by the program's clock. */
export interface ProgramLine {
  /** Consecutive numbers. */
  id: number
  at: number
  level: number
  msg: string
  correlationId?: string | undefined
  /** The whole line. */
  fields: Json
}

/** An unfinished line longer than this is dropped. Bytes. */
const MAX_LINE_BYTES = 256 * 1024

const NEWLINE = 10

const schema = z.looseObject({
  level: z.number(),
  time: z.iso.datetime(),
  msg: z.string(),
  correlationId: z.string().optional(),
})

/** Parses a log line; undefined for other text, such as Node's own warnings. */
export function parseLine(text: string, id: number): ProgramLine | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const { data } = schema.safeParse(json)
  if (!data) return undefined
  const { time, level, msg, correlationId } = data
  return { id, at: Date.parse(time), level, msg, correlationId, fields: data }
}

/** Splits appended data into lines; keeps an incomplete line until the rest arrives. */
export function createLineSplitter() {
  let rest: Buffer = Buffer.alloc(0)
  return {
    push(chunk: Buffer): string[] {
      const all = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const end = all.lastIndexOf(NEWLINE) + 1
      const open = all.subarray(end)
      rest = open.length > MAX_LINE_BYTES ? Buffer.alloc(0) : Buffer.from(open)
      return all.toString('utf8', 0, end).split('\n').slice(0, -1)
    },
    clear() {
      rest = Buffer.alloc(0)
    },
  }
}

/** Reads the program's log from the start and follows it, even across restarts of the program. */
export function followProgramLog(path: string, onLines: (lines: ProgramLine[]) => void) {
  const splitter = createLineSplitter()
  let offset = 0
  let lastId = 0
  let isChanged = false
  let isClosed = false
  let reading: Promise<void> | undefined

  function take(chunk: Buffer) {
    const lines = splitter.push(chunk).flatMap((text) => {
      lastId += 1
      return parseLine(text, lastId) ?? []
    })
    if (lines.length > 0 && !isClosed) onLines(lines)
  }

  async function readAppended(): Promise<void> {
    const file = await open(path).catch(() => undefined)
    if (!file) return
    try {
      // A shorter file is a new one.
      if ((await file.stat()).size < offset) {
        offset = 0
        splitter.clear()
      }
      for await (const chunk of file.createReadStream({ start: offset, autoClose: false })) {
        offset += chunk.length
        take(chunk)
      }
    } finally {
      await file.close()
    }
  }

  async function readWhileChanged(): Promise<void> {
    while (isChanged && !isClosed) {
      isChanged = false
      await readAppended()
    }
    reading = undefined
  }

  function read() {
    isChanged = true
    reading ??= readWhileChanged()
  }

  // Watches the folder, because the file may be replaced.
  const watcher = watch(dirname(path), (_, name) => {
    if (name === null || name === basename(path)) read()
  })
  read()
  return {
    async close() {
      isClosed = true
      watcher.close()
      await reading
    },
  }
}
