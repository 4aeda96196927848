import type { JobRequest } from '../jobs/job-request.ts'
import type { Requester } from '../jobs/requester.ts'
import type { Answer } from '../text/notice.ts'
import type { TextKey } from '../text/say.ts'

/** A question from Discord: who asks, and the options by name. A user or channel option holds its id. */
export interface CommandInput {
  requester: Requester
  options: Readonly<Record<string, string | number | boolean>>
  /** The message whose button was pressed, if one was. */
  messageId?: string
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
    /** Whatever somebody types. */
    | { kind: 'text' }
    | { kind: 'user' }
    /** A channel or thread in which messages can stand. */
    | { kind: 'channel' }
    | { kind: 'choice'; choices: readonly OptionChoice[] }
    /** Suggestions for what was typed so far, in the reader's language; made without asking anybody. */
    | { kind: 'search'; suggest: (typed: string, locale: string) => Choice[] }
    /** One of the requester's own latest activities, suggested while they type, or whatever else they type. */
    | { kind: 'own-activity' }
  )

/**
 * Where the answer to a press stands. `change`: in the place of the message whose button it was. `turn`: the same, but where it fails, the
 * message stays as it is and the presser is told beside it. `private`: in a new message for the presser alone. `public`: in a new one for the
 * channel.
 */
export type PressPlace = 'change' | 'turn' | 'private' | 'public'

type RunPress = (input: CommandInput, ...args: string[]) => CommandResult

/**
 * What a button does, and where its answer stands: fixed before anything else is known than who presses and what stands in the button. A
 * press is believed only when the button is part of the message, and, unless `anywhere`, when nobody but the presser can see the message.
 */
export interface Press {
  place: PressPlace | ((userId: string, ...args: string[]) => PressPlace)
  /** The button also stands in messages that others see. */
  anywhere?: boolean
  run: RunPress
}

/** One slash command: plain data and one function. */
export interface Command {
  /** The words after the slash; those before the last one are described in `COMMAND_GROUPS`. */
  path: readonly [command: string, subcommand: string] | readonly [command: string, group: string, subcommand: string]
  description: TextKey
  options?: readonly Option[]
  /** Whether the requester alone sees the answer: fixed before anything else is known. */
  isPrivate: (options: CommandInput['options']) => boolean
  /** What the requester must be allowed in the server: Discord offers the command to nobody else, and it is checked again when it runs. */
  needs?: 'ManageGuild'
  run: (input: CommandInput) => CommandResult
  /**
   * What the buttons of its answers do, by what stands in `press` before the first colon; what follows are its arguments. A function
   * alone changes the message whose button it was, which nobody but the presser sees.
   */
  presses?: Readonly<Record<string, RunPress | Press>>
}

/** A command in the menu of a member, by its name there; the answer is for the requester alone. */
export interface MemberCommand {
  name: TextKey
  run: (input: CommandInput, memberId: string) => CommandResult
}

export const always = () => true
