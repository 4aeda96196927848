/** The parts of Discord's components that the page shows: https://docs.discord.com/developers/components/reference */
export const COMPONENT = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
} as const

export const isSelect = (type: number): boolean => type === COMPONENT.stringSelect || (type >= 5 && type <= 8)

export interface EmojiData {
  id?: string | null
  name?: string | null
}

export interface ButtonData {
  style: number
  label?: string | null
  emoji?: EmojiData | null
  custom_id?: string
  url?: string
  disabled?: boolean | null
}

export interface OptionData {
  label: string
  value: string
  description?: string | null
  emoji?: EmojiData | null
  default?: boolean | null
}

export interface SelectData {
  type: number
  custom_id: string
  placeholder?: string | null
  min_values?: number | null
  max_values?: number | null
  disabled?: boolean | null
  required?: boolean | null
  options?: OptionData[]
  default_values?: { id: string }[]
  channel_types?: number[] | null
}

export interface MediaData {
  media: { url: string; content_type?: string }
  description?: string | null | undefined
  spoiler?: boolean | null
}

export interface TextInputData {
  custom_id: string
  /** 1: one line; 2: several lines. */
  style: number
  label?: string
  min_length?: number | null
  max_length?: number | null
  required?: boolean | null
  value?: string | null
  placeholder?: string | null
}

/** An emoji as text; server emojis are images, which the page can't load. */
export const emojiText = (emoji: EmojiData): string => (emoji.id ? `:${emoji.name}:` : (emoji.name ?? ''))
