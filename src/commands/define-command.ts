import type { Reply } from '../discord/reply.ts'
import type { MessageKey } from '../i18n/message.ts'
import type { Requester } from '../jobs/requester.ts'
import type { JobRequest } from '../queue/job-request.ts'

/** A command or button from Discord: who asks, and the options by name. A user or channel option holds its id. */
export interface CommandInput {
  requester: Requester
  options: Readonly<Record<string, string | number | boolean>>
  /** The message whose button was pressed, if one was. */
  messageId?: string
}

/** Replied to on the spot, or by a worker. */
export type CommandResult = { reply: Reply } | { job: JobRequest }

export interface AutocompleteChoice {
  name: string
  value: string
}

/** One of a few values, called by a text, or by a name that is the same in every language. */
export type CommandOptionChoice = { value: string } & ({ label: MessageKey } | { name: string })

interface CommandOptionBase {
  name: string
  description: MessageKey
  required?: boolean
}

export type CommandOption = CommandOptionBase &
  (
    | { kind: 'integer'; min: number; max: number }
    | { kind: 'number'; min: number; max: number }
    | { kind: 'boolean' }
    /** Whatever somebody types. */
    | { kind: 'text' }
    | { kind: 'user' }
    /** A channel or thread in which messages can stand. */
    | { kind: 'channel' }
    | { kind: 'choice'; choices: readonly CommandOptionChoice[] }
    /** Suggestions for what was typed so far, in the reader's language; made without asking anybody. */
    | { kind: 'autocomplete'; suggest: (typed: string, locale: string) => AutocompleteChoice[] }
    /** One of the requester's own latest activities, suggested while they type, or whatever else they type. */
    | { kind: 'recent-activity' }
  )

/**
 * Where the reply to a pressed button stands. `update`: in the place of the message whose button it was. `update-or-follow-up`: the same,
 * but where it fails, the message stays as it is and whoever pressed it is told beside it. `ephemeral`: in a new message for them alone.
 * `public`: in a new one for the channel.
 */
export type RespondWith = 'update' | 'update-or-follow-up' | 'ephemeral' | 'public'

type ExecuteButton = (input: CommandInput, ...args: string[]) => CommandResult

/**
 * What a button does, and where its reply stands: fixed before anything else is known than who presses and what stands in the button. A
 * press is believed only when the button is part of the message, and, unless `mayBePublic`, when nobody but the presser can see the message.
 */
export interface ButtonHandler {
  respondWith: RespondWith | ((userId: string, ...args: string[]) => RespondWith)
  /** The button also stands in messages that others see. */
  mayBePublic?: boolean
  execute: ExecuteButton
}

/** One slash command: plain data and one function. */
export interface Command {
  /** Its name in words, without the slash; the words before the last one are described in `COMMAND_GROUPS`. */
  name: readonly [command: string, subcommand: string] | readonly [command: string, group: string, subcommand: string]
  description: MessageKey
  options?: readonly CommandOption[]
  /** Whether the requester alone sees the reply: fixed before anything else is known. */
  ephemeral: boolean | ((options: CommandInput['options']) => boolean)
  /** What the requester must be allowed in the server: Discord offers the command to nobody else, and it is checked again when it runs. */
  requiredPermission?: 'ManageGuild'
  execute: (input: CommandInput) => CommandResult
  /**
   * What the buttons of its replies do, by what stands in `customId` before the first colon; what follows are its arguments. A function
   * alone changes the message whose button it was, which nobody but the presser sees.
   */
  buttons?: Readonly<Record<string, ExecuteButton | ButtonHandler>>
}

/** A command in the context menu of a user, by its name there; the reply is for the requester alone. */
export interface UserCommand {
  name: MessageKey
  execute: (input: CommandInput, memberId: string) => CommandResult
}
