import type { AskIdentity } from '../jobs/ask.ts'
import type { JobRequest } from '../jobs/request.ts'
import type { Answer } from '../text/notice.ts'
import type { TextKey } from '../text/say.ts'

/** A question from Discord: who asks, and the options by name. A user or channel option holds its id. */
export interface Ask {
  identity: AskIdentity
  options: Readonly<Record<string, string | number | boolean>>
}

/** Answered on the spot, or by a worker. */
export type CommandResult = { answer: Answer } | { job: JobRequest }

export interface Choice {
  name: string
  value: string
}

/** One of a few values, called by a text, or by a name that is the same in every language. */
export type OptionChoice = { value: string } & ({ label: TextKey } | { name: string })

interface OptionBase {
  name: string
  description: TextKey
  required?: boolean
}

export type Option = OptionBase &
  (
    | { kind: 'integer'; min: number; max: number }
    | { kind: 'number'; min: number; max: number }
    | { kind: 'boolean' }
    | { kind: 'user' }
    /** A channel or thread in which messages can stand. */
    | { kind: 'channel' }
    | { kind: 'choice'; choices: readonly OptionChoice[] }
    /** Suggestions for what was typed so far, in the reader's language; made without asking anybody. */
    | { kind: 'search'; suggest: (typed: string, locale: string) => Choice[] }
  )

/** One slash command: plain data and one function. */
export interface Command {
  /** The words after the slash; those before the last one are described in `COMMAND_GROUPS`. */
  path: readonly [command: string, subcommand: string] | readonly [command: string, group: string, subcommand: string]
  description: TextKey
  options?: readonly Option[]
  /** Whether the asker alone sees the answer: fixed before anything else is known. */
  isPrivate: (options: Ask['options']) => boolean
  /** What the asker must be allowed in the server: Discord offers the command to nobody else, and it is checked again when it runs. */
  needs?: 'ManageGuild'
  run: (ask: Ask) => CommandResult
  /** What the buttons of its answers do, by what stands in `press` before the first colon; what follows are its arguments. */
  presses?: Readonly<Record<string, (ask: Ask, ...args: string[]) => CommandResult>>
}

export const always = () => true
