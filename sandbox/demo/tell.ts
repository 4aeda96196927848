import type { Message, Person } from '../discord/index.ts'

export type Teller = ReturnType<typeof createTeller>

/** Every new post waits for a second, in case more comes: that is no news. */
const FIRST_NEWS = 2000

/** Prints the story for somebody who reads it in a terminal, or in a file. `onMessage` gets each message that is shown. */
export function createTeller(out: NodeJS.WriteStream, onMessage: (message: Message) => void = () => {}) {
  const inColour = out.isTTY && !process.env.NO_COLOR
  const style = (code: number) => (text: string) => (inColour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const [bold, dim] = [style(1), style(2)]
  const print = (line = '') => void out.write(`${line}\n`)
  /** Whether something stands under the heading that a new question should be set apart from. */
  let apart = false
  const block = (text: string) => {
    for (const line of text.split('\n')) print(`    ${line}`.trimEnd())
  }

  return {
    bold,
    print,
    heading(number: number, title: string) {
      apart = false
      print()
      print(bold(`${number}. ${title}`))
    },
    /** Something that happens outside of the channel. */
    says(sentence: string) {
      print(`  ${sentence}`)
    },
    types(who: Person, line: string) {
      if (apart) print()
      apart = false
      print(`  ${who.globalName} types: ${bold(line)}`)
    },
    shows(title: string, text: string) {
      print(dim(`  ${title}:`))
      block(text)
    },
    /** A message in the channel as `reader` sees it. */
    message(message: Message, reader: Person) {
      onMessage(message)
      const { channel, ephemeralFor } = message
      const sees = ephemeralFor ? `only ${ephemeralFor.globalName} sees this` : 'everyone sees this'
      const where =
        channel.type === 'direct' ? `A private message to ${reader.globalName}` : `#${channel.name}, ${sees}`
      this.shows(where, message.text(reader))
    },
    cameTrue(sentence: string) {
      apart = true
      print(dim(`  ✓ ${sentence}`))
    },
    /** Waits; when it takes more than two seconds, says so, and goes on saying so. */
    async during<T>(what: string, work: Promise<T>): Promise<T> {
      const began = Date.now()
      const news = () => {
        const line = `  … ${what} (${Math.round((Date.now() - began) / 1000)} s)`
        if (out.isTTY) out.write(`\r${line}`)
        else print(line)
      }
      const timer = setInterval(news, FIRST_NEWS)
      try {
        return await work
      } finally {
        clearInterval(timer)
        if (out.isTTY && Date.now() - began > FIRST_NEWS) out.write('\r\u001b[K')
      }
    },
  }
}
