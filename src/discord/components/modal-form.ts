import { type APIModalInteractionResponseCallbackData, ComponentType, TextInputStyle } from 'discord-api-types/v10'
import type { Translator } from '../../i18n/translator.ts'
import { truncate } from '../markdown.ts'
import type { Modal } from '../slash-command.ts'

/** Discord's limits. Characters. */
const MAX_LENGTH = { title: 45, label: 45, description: 100 }

/** A modal for Discord's API. `customId` is that of the component that opens it. */
export const modalForm = (
  customId: string,
  { title, fields }: Modal,
  translator: Translator,
): APIModalInteractionResponseCallbackData => ({
  custom_id: customId,
  title: truncate(translator.t({ key: title }), MAX_LENGTH.title),
  components: fields.map(({ name, label, description, value, required = false, maxLength }) => ({
    type: ComponentType.Label,
    label: truncate(translator.t({ key: label }), MAX_LENGTH.label),
    ...(description ? { description: truncate(translator.t({ key: description }), MAX_LENGTH.description) } : {}),
    component: {
      type: ComponentType.TextInput,
      custom_id: name,
      style: TextInputStyle.Short,
      required,
      max_length: maxLength,
      ...(value ? { value } : {}),
    },
  })),
})
