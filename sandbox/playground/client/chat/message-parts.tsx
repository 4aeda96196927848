import { BOT_FACE, faceOf } from '../../faces.ts'
import type { MessageView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { commandTitle } from './command-names.ts'
import { nameOf } from './people.ts'
import { openPersonCard } from './person-card.tsx'
import { excerptOf } from './plain-text.ts'
import { dismiss } from './timeline.ts'
import { formatMoment, formatSentAt } from './timestamp.tsx'

/** The line above an answer: who used which command. */
export function CommandLine({ personId, name }: { personId: string; name: string }) {
  return (
    <div class="origin">
      <img src={faceOf(personId)} alt="" width="16" height="16" />
      <button
        type="button"
        class="origin-person"
        aria-haspopup="dialog"
        onClick={({ currentTarget }) => openPersonCard(personId, currentTarget)}
      >
        {nameOf(personId)}
      </button>{' '}
      used <span class="origin-command">{commandTitle(name)}</span>
    </div>
  )
}

/** The message that this one replies to. */
export function ReplyLine({ messageId }: { messageId: string }) {
  const message = entities.value.message[messageId]
  if (!message) return <div class="origin">Original message was deleted</div>
  return (
    <div class="origin">
      <img src={BOT_FACE} alt="" width="16" height="16" />
      <button
        type="button"
        class="origin-message"
        onClick={() => document.getElementById(`message-${messageId}`)?.scrollIntoView({ block: 'center' })}
      >
        <b>{message.author}</b> {excerptOf(message)}
      </button>
    </div>
  )
}

export const SentAt = ({ at, style }: { at: number; style?: string }) => (
  <time class="sent-at" dateTime={new Date(at).toISOString()} title={formatMoment(at, 'F')}>
    {style ? formatMoment(at, style) : formatSentAt(at)}
  </time>
)

export const Author = ({ name, at }: { name: string; at: number }) => (
  <div class="author">
    <b>{name}</b> <span class="app-tag">APP</span> <SentAt at={at} />
  </div>
)

/** Only ephemeral messages can be dismissed. */
export const PrivateLine = ({ id }: { id: string }) => (
  <div class="private">
    <span aria-hidden="true">👁</span> Only you can see this •{' '}
    <button type="button" onClick={() => dismiss(id)}>
      Dismiss message
    </button>
  </div>
)

export const Thinking = ({ text }: { text: string }) => (
  <p class="thinking">
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>{' '}
    {text}
  </p>
)

export const NotAnswered = () => (
  <p class="not-answered">
    <span aria-hidden="true">❗</span> The application did not respond
  </p>
)

export const Edited = ({ message: { editedAt } }: { message: MessageView }) =>
  editedAt === undefined ? null : (
    <small class="edited" title={formatMoment(editedAt, 'F')}>
      (edited)
    </small>
  )
