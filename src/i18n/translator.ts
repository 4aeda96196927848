import { createRequire } from 'node:module'
import i18next, { type FormatterModule, type ResourceKey } from 'i18next'
import { isSportType } from '../core/sport.ts'
import { isSportGroup } from '../core/sport-groups.ts'
import type { DistanceUnit, Quantity } from '../core/units.ts'
import { memoize } from '../memoize.ts'
import type { List, Message, MessageValue } from './message.ts'

const readJson = createRequire(import.meta.url)

/** Every language that people can read: one file each, named as Discord names the language. */
const LANGUAGES: Record<string, ResourceKey> = {
  en: readJson('./locales/en.json'),
  de: readJson('./locales/de.json'),
  fr: readJson('./locales/fr.json'),
  'es-ES': readJson('./locales/es-ES.json'),
  it: readJson('./locales/it.json'),
  nl: readJson('./locales/nl.json'),
  'pt-BR': readJson('./locales/pt-BR.json'),
  pl: readJson('./locales/pl.json'),
  ja: readJson('./locales/ja.json'),
}

/** The names of the languages, English first. */
export const languages = (): string[] => Object.keys(LANGUAGES)

const baseOf = (locale: string) => locale.split('-')[0]?.toLowerCase()

/** Which of our languages somebody with this locale reads: Spanish is Spanish, wherever it is spoken. Undefined: none of them. */
export const languageOf = (locale: string): string | undefined =>
  languages().find((language) => baseOf(language) === baseOf(locale))

/** What people read, in one language. */
export interface Translator {
  /** A BCP 47 tag, for `Intl` and for the `lang` of a page. */
  locale: string
  /** A sentence. `escapeValue` is done to every value that is text, before it is put in. */
  t(sentence: Message, escapeValue?: (value: string) => string): string
  /** A number with so many digits after the point. */
  number(value: number, digits: number): string
  /** A length with its unit. */
  length(quantity: Quantity<DistanceUnit>): string
  /** A day `YYYY-MM-DD` that has no time and no zone. */
  day(day: string): string
  /** The same as short as can be, without its year, in digits: 11/3. */
  shortDay(day: string): string
  /** The name of a sport or of a group. One that Strava invented since is its own name, with its words apart. */
  sport(sportType: string): string
}

/** Counts inside sentences, as a language writes them. */
const countFormatOf = memoize((language: string) => new Intl.NumberFormat(language))

/** What is done to every value, for `alwaysFormat`: what is text already stays as it is. */
const FORMATTER: FormatterModule = {
  type: 'formatter',
  init: () => {},
  add: () => {},
  addCached: () => {},
  format: (value, _, language = 'en') => (typeof value === 'number' ? countFormatOf(language).format(value) : value),
}

const i18n = i18next.createInstance().use(FORMATTER)
i18n.init({
  initAsync: false,
  resources: Object.fromEntries(
    Object.entries(LANGUAGES).map(([language, texts]) => [language, { translation: texts }]),
  ),
  fallbackLng: 'en',
  interpolation: { escapeValue: false, skipOnVariables: true, alwaysFormat: true },
  returnNull: false,
})

/** Languages that write numbers and dates in several ways, and in which of them we follow the reader. */
const LOCALES_WITH_REGION = /^(en-[A-Z]{2}|es-419)$/

/** What `Intl` offers costs a hundred times more to make than to use. Of Discord's few locales and whatever else browsers say: one text for each way of writing. */
const translatorOf = memoize((tag: string) => createTranslatorFor(languageOf(tag) ?? 'en', tag))

/** The texts for a Discord locale; English where we do not have the language, or none was chosen. */
export function createTranslator(locale = 'en'): Translator {
  return translatorOf(LOCALES_WITH_REGION.test(locale) ? locale : (languageOf(locale) ?? 'en'))
}

function createTranslatorFor(language: string, tag: string): Translator {
  const fixed = i18n.getFixedT(language)
  /** Most of what stands in a message is always the same. */
  const fixedText = memoize((key: string) => fixed(key) as string)
  const translate = (key: string, values: Record<string, string | number> = {}): string =>
    Object.keys(values).length > 0 ? (fixed(key, values) as string) : fixedText(key)
  const numberFormatOf = memoize(
    (digits) =>
      new Intl.NumberFormat(tag, { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) }),
  )
  const decimalFormat = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 })
  const dayFormat = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' })
  const shortDayFormat = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'numeric', timeZone: 'UTC' })
  const listFormat = new Intl.ListFormat(tag, { type: 'conjunction' })

  const sport = (sportType: string) => {
    if (isSportType(sportType)) return translate(`sport.${sportType}`)
    return isSportGroup(sportType)
      ? translate(`sportGroup.${sportType}`)
      : sportType.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
  }

  const number = (value: number, digits: number) => numberFormatOf(String(digits)).format(value)
  const length = ({ value, unit, digits }: Quantity<DistanceUnit>) =>
    translate(`figure.${unit}`, { value: number(value, digits) })
  const noonOf = (day: string) => Date.parse(`${day}T12:00:00Z`)
  const day = (day: string) => dayFormat.format(noonOf(day))
  const shortDay = (day: string) => shortDayFormat.format(noonOf(day))

  const joinList = (parts: readonly string[], as: List['as']): string => {
    if (as === 'words') return listFormat.format(parts)
    return parts.join(as === 'row' ? ' · ' : '\n')
  }

  const formatValue = (value: MessageValue, escapeValue: (value: string) => string): string | number => {
    if (typeof value === 'string') return escapeValue(value)
    if (typeof value === 'number') return value
    if ('user' in value) return `<@${value.user}>`
    if ('channel' in value) return `<#${value.channel}>`
    if ('sport' in value) return escapeValue(sport(value.sport))
    if ('length' in value) return length(value.length)
    if ('language' in value) return createTranslator(value.language).t({ key: 'language.name' })
    if ('decimal' in value) return decimalFormat.format(value.decimal)
    if ('day' in value) return day(value.day)
    if ('timestamp' in value) return String(value.timestamp)
    if ('list' in value)
      return joinList(
        value.list.map((one) => String(formatValue(one, escapeValue))),
        value.as,
      )
    return t(value, escapeValue)
  }

  const t = ({ key, values = {} }: Message, escapeValue: (value: string) => string = (value) => value): string => {
    const formatted = Object.entries(values).map(([name, value]) => [name, formatValue(value, escapeValue)] as const)
    return translate(key, Object.fromEntries(formatted))
  }

  return {
    locale: tag,
    t,
    number,
    length,
    day,
    shortDay,
    sport,
  }
}
