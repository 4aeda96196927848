import { PassThrough, Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

export const KEYS = { enter: '\r', down: '\u001b[B', 'ctrl-c': '\u0003', 'ctrl-u': '\u0015' } as const

/** A terminal of 80 columns with someone at its keyboard. */
export function createFakeTerminal() {
  let printed = ''
  /** How much of it an earlier `waitForText` has read. */
  let seen = 0
  const watchers = new Set<() => void>()
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  const output = Object.assign(
    new Writable({
      write(chunk, _, done) {
        printed += stripVTControlCharacters(String(chunk))
        for (const watcher of watchers) watcher()
        done()
      },
    }),
    { isTTY: true, columns: 80, rows: 40 },
  )

  return {
    streams: { input, output },
    /** All that was shown, without colours. */
    printed: () => printed,
    /** Resolves when this text appears after what was seen before. */
    waitForText: (text: string): Promise<void> =>
      new Promise((resolve) => {
        const checkOutput = () => {
          const index = printed.indexOf(text, seen)
          if (index < 0) return
          seen = index + text.length
          watchers.delete(checkOutput)
          resolve()
        }
        watchers.add(checkOutput)
        checkOutput()
      }),
    type: (text: string) => void input.write(text),
    press: (key: keyof typeof KEYS) => void input.write(KEYS[key]),
  }
}
