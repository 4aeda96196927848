import type { RecentActivity } from '../core/activity.ts'
import type { Requester } from '../core/requester.ts'
import type { MessageKey } from '../i18n/message.ts'

/** The options given by the user, by name. Users and channels are given by id. */
export type GivenOptions = Readonly<Record<string, string | number | boolean>>

export interface AutocompleteChoice {
  name: string
  value: string
}

/** Suggests values for what was typed so far, in the reader's language. */
export type Autocomplete = (
  typed: string,
  reader: { locale: string; recentActivities: () => Promise<readonly RecentActivity[]> },
) => AutocompleteChoice[] | Promise<AutocompleteChoice[]>

/** A choice, labelled with a translated text or with a name that is the same in every language. */
export type OptionChoice = { value: string; label: MessageKey } | { value: string; name: string }

/** An option as Discord shows it. */
export type CommandOption = { description: MessageKey; required?: boolean } & (
  | { type: 'integer' | 'number'; min: number; max: number }
  /** A channel is one that messages or threads can be in. */
  | { type: 'boolean' | 'user' | 'channel' }
  | { type: 'string'; choices?: readonly OptionChoice[]; autocomplete?: Autocomplete }
)

/**
 * Where the reply to a click on a component goes. `update`: it replaces the message with the component; if the command
 * fails, the message stays and the person is told below it. `ephemeral`: a new message that only the person sees.
 * `ephemeral-instead`: the same, and the message with the component is deleted first. `public`: a new message in the
 * channel.
 */
export type RespondWith = 'update' | 'ephemeral' | 'ephemeral-instead' | 'public'

/** A field of a form. Text, as the person types it. */
export interface ModalField {
  name: string
  label: MessageKey
  description?: MessageKey
  /** The prefilled text. */
  value?: string | undefined
  required?: boolean
  maxLength: number
}

/** A form that opens on a click: up to five fields. */
export interface Modal {
  title: MessageKey
  fields: readonly ModalField[]
}

/** How a component was used: the chosen values of a select, and the text of its form, by field. */
export interface ComponentUse {
  args: readonly string[]
  values: readonly string[]
  fields: Readonly<Record<string, string>>
  messageId: string
}

/** A button or select in the bot's messages, identified by the name at the start of its `custom_id`. */
export interface MessageComponent<Job> {
  /** `isPrivate`: only this user sees the message with the component. */
  respondWith(userId: string, args: readonly string[], isPrivate: boolean): RespondWith
  /** Whether it may be in messages that others can see. Clicks on other components there are refused. */
  inPublicMessages: boolean
  /** Whether the work needs the title of the activity in the message. */
  needsActivityTitle: boolean
  /** The form that opens on a click, if one does. */
  modal(args: readonly string[], values: readonly string[], userId: string): Modal | undefined
  /** The work to do. Throws `bad-input`. */
  toJob(requester: Requester, use: ComponentUse): Job
}

/** A slash command, such as `strava-admin feed add`. */
export interface SlashCommand<Job> {
  name: string
  description: MessageKey
  options: Readonly<Record<string, CommandOption>>
  /** Whether only the requester sees the reply; undefined: their setting for answers decides. */
  isEphemeral(options: GivenOptions): boolean | undefined
  /** Whether the command also works in a direct message to the bot. */
  inDirectMessages: boolean
  /**
   * The permission that the requester needs in the server. Discord hides the command from others; it is also checked on
   * each run.
   */
  requiredPermission?: 'ManageGuild' | undefined
  /** The work to do. Throws `bad-input`. */
  toJob(requester: Requester, options: GivenOptions): Job
  components: Readonly<Record<string, MessageComponent<Job>>>
}

/** A message in whose context menu a command was used. */
export interface TargetMessage {
  messageId: string
  channelId: string
  /** The `custom_id`s in it; none if it isn't the bot's own. */
  customIds: readonly string[]
  /** Whether the requester has Manage Messages in the channel. */
  mayManageMessages: boolean
}

/** A command in the context menu of users or messages. Only the requester sees the reply. */
interface MenuCommand<Job, Target> {
  name: MessageKey
  /** The work to do. Throws `bad-input`. */
  toJob(requester: Requester, target: Target): Job
}

/** The target of a user's menu is their id. */
export type ContextMenuCommand<Job> =
  | ({ on: 'user' } & MenuCommand<Job, string>)
  | ({ on: 'message' } & MenuCommand<Job, TargetMessage>)

/** The `custom_id` of a component. At most 100 characters. */
export const toCustomId = (name: string, ...args: readonly (string | number | undefined)[]): string =>
  [name, ...args.map((arg) => arg ?? '')].join(':')

export function parseCustomId(customId: string): { name: string; args: string[] } {
  const [name = '', ...args] = customId.split(':')
  return { name, args }
}
