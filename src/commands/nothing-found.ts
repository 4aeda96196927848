import { AppError } from '../errors.ts'
import type { Message, ReplyButton } from '../i18n/message.ts'

export const nothingFoundError = (userMessage: Message, buttons: readonly ReplyButton[] = []) =>
  new AppError('nothing-found', 'there is nothing to show', { userMessage, buttons })
