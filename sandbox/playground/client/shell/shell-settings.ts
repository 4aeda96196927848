import { computed, effect } from '@preact/signals'
import type { Json } from '../../../discord/discord-types.ts'
import { entities } from '../connection.ts'
import { persisted } from './shell-state.ts'

export type Theme = 'system' | 'light' | 'dark'

export const theme = persisted<Theme>('theme', 'system')

effect(() => {
  document.documentElement.style.colorScheme = theme.value === 'system' ? 'light dark' : theme.value
})

/** The locales of the program's commands, and English. */
export const locales = computed((): { locale: string; name: string }[] => {
  const found = new Set(['en-GB', 'en-US'])
  for (const command of Object.values(entities.value.command)) collectLocales(command, found)
  return [...found].sort().map((locale) => ({ locale, name: nameOfLanguage(locale) }))
})

function collectLocales(value: Json, found: Set<string>): void {
  for (const key of ['name_localizations', 'description_localizations']) {
    for (const locale of Object.keys((value[key] as Json | null | undefined) ?? {})) found.add(locale)
  }
  for (const inner of (value.options as Json[] | undefined) ?? []) collectLocales(inner, found)
}

/** The name of a language in that language. */
function nameOfLanguage(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}
