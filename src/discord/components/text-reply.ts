import { type APIFileComponent, ComponentType } from 'discord-api-types/v10'
import { NEUTRAL_COLOR } from '../../core/sport.ts'
import type { AppError, ErrorKind } from '../../errors.ts'
import type { Message, ReplyButton } from '../../i18n/message.ts'
import type { Translator } from '../../i18n/translator.ts'
import { sanitize } from '../markdown.ts'
import type { MessageFile, Reply } from '../reply.ts'
import { toCustomId } from '../slash-command.ts'
import { actionRow, container, textDisplay } from './message-parts.ts'

/** A message with people's text sanitized. Text without visible characters becomes a dash. */
export const sentence = (message: Message, translator: Translator): string =>
  translator.t(message, (value) => sanitize(value) || '–')

/** A short text with buttons. `title` is Markdown that the bot wrote earlier. */
export const textReply = (message: Message, buttons: readonly ReplyButton[] = [], title?: string): Reply => ({
  render: (translator) => [
    container(NEUTRAL_COLOR, [
      ...(title === undefined ? [] : [textDisplay(title)]),
      textDisplay(sentence(message, translator)),
      ...actionRow(buttons, translator),
    ]),
  ],
})

/** Errors that connecting (again) fixes. */
const CONNECT_ERRORS: ReadonlySet<ErrorKind> = new Set(['not-linked', 'authorization-revoked', 'scope-missing'])

/** Gives the clicking user a personal link to connect Strava. */
export const CONNECT_BUTTON: ReplyButton = { label: 'button.connect', customId: 'connect', style: 'primary' }

/** Asks for confirmation, then disconnects the clicking user's Strava account. */
export const DISCONNECT_BUTTON: ReplyButton = { label: 'button.unlink', customId: 'unlink-ask', style: 'danger' }

/** Takes the clicking user off the waiting list. */
export const LEAVE_WAITING_LIST_BUTTON: ReplyButton = {
  label: 'button.leaveWaitingList',
  customId: 'waiting-list-leave',
}

/** Replaces the message with what the clicking user shares in a server. */
export const sharingButton = (guildId: string): ReplyButton => ({
  label: 'button.sharing',
  customId: toCustomId('settings-open', 'sharing', guildId),
})

/** The same in a new message. */
export const sharingFollowUpButton = (guildId: string): ReplyButton => ({
  label: 'button.sharing',
  customId: toCustomId('sharing-open', guildId),
})

/** What went wrong and what to do about it. */
export function errorReply({ kind, userMessage, buttons, memberId }: AppError): Reply {
  const canConnect = CONNECT_ERRORS.has(kind) && memberId === undefined
  return textReply(userMessage, canConnect ? [CONNECT_BUTTON, ...buttons] : buttons)
}

const fileComponent = ({ file }: MessageFile): APIFileComponent => ({
  type: ComponentType.File,
  file: { url: `attachment://${file}` },
})

/** A text and a file to download; `refused` if Discord rejects files there. */
export const downloadReply = (
  download: MessageFile,
  { text, refused }: { text: Message; refused: Message },
): Reply => ({
  download,
  render: (translator, { download: sent }) => [
    container(NEUTRAL_COLOR, [
      textDisplay(sentence(sent ? text : refused, translator)),
      ...(sent ? [fileComponent(sent)] : []),
    ]),
  ],
})
