import type { DiscordMessage, Person } from '../discord/index.ts'

export type DemoPrinter = ReturnType<typeof createDemoPrinter>

/** Shorter waits are not mentioned: every new post waits a second for more events. */
const PROGRESS_INTERVAL_MS = 2000

/** Prints the demo for a terminal or a file. `onMessage` receives each shown message. */
export function createDemoPrinter(out: NodeJS.WriteStream, onMessage: (message: DiscordMessage) => void = () => {}) {
  const inColor = out.isTTY && !process.env.NO_COLOR
  const style = (code: number) => (text: string) => (inColor ? `\u001b[${code}m${text}\u001b[0m` : text)
  const [bold, dim] = [style(1), style(2)]
  const print = (line = '') => void out.write(`${line}\n`)
  /** Whether the section has output that a new command should be separated from. */
  let needsBlankLine = false
  const printIndented = (text: string) => {
    for (const line of text.split('\n')) print(`    ${line}`.trimEnd())
  }

  return {
    bold,
    print,
    heading(number: number, title: string) {
      needsBlankLine = false
      print()
      print(bold(`${number}. ${title}`))
    },
    /** Something that happens outside the channel. */
    note(sentence: string) {
      print(`  ${sentence}`)
    },
    command(who: Person, line: string) {
      if (needsBlankLine) print()
      needsBlankLine = false
      print(`  ${who.globalName} types: ${bold(line)}`)
    },
    block(title: string, text: string) {
      print(dim(`  ${title}:`))
      printIndented(text)
    },
    /** A message in the channel as `reader` sees it. */
    message(message: DiscordMessage, reader: Person) {
      onMessage(message)
      const { channel, ephemeralFor } = message
      const sees = ephemeralFor ? `only ${ephemeralFor.globalName} sees this` : 'everyone sees this'
      const where =
        channel.type === 'direct' ? `A private message to ${reader.globalName}` : `#${channel.name}, ${sees}`
      this.block(where, message.text(reader))
    },
    passed(sentence: string) {
      needsBlankLine = true
      print(dim(`  ✓ ${sentence}`))
    },
    /** Waits. After two seconds it prints a notice, and repeats it. */
    async withProgress<T>(what: string, work: Promise<T>): Promise<T> {
      const began = Date.now()
      const printProgress = () => {
        const line = `  … ${what} (${Math.round((Date.now() - began) / 1000)} s)`
        if (out.isTTY) out.write(`\r${line}`)
        else print(line)
      }
      const timer = setInterval(printProgress, PROGRESS_INTERVAL_MS)
      try {
        return await work
      } finally {
        clearInterval(timer)
        if (out.isTTY && Date.now() - began > PROGRESS_INTERVAL_MS) out.write('\r\u001b[K')
      }
    },
  }
}
