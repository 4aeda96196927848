import { createRequire } from 'node:module'
import i18next, { type FormatterModule, type ResourceKey } from 'i18next'
import { isSportType } from '../domain/sport.ts'
import { isSportGroup } from '../domain/sport-groups.ts'
import type { DistanceUnit, Quantity } from '../domain/units.ts'
import { memoize } from '../memoize.ts'
import type { Say, SayValue, Several } from './say.ts'

const read = createRequire(import.meta.url)

/** Every language that people can read: one file each, named as Discord names the language. */
const LANGUAGES: Record<string, ResourceKey> = {
  en: read('./en.json'),
  de: read('./de.json'),
  fr: read('./fr.json'),
  'es-ES': read('./es-ES.json'),
  it: read('./it.json'),
  nl: read('./nl.json'),
  'pt-BR': read('./pt-BR.json'),
  pl: read('./pl.json'),
  ja: read('./ja.json'),
}

/** The names of the languages, English first. */
export const languages = (): string[] => Object.keys(LANGUAGES)

const baseOf = (locale: string) => locale.split('-')[0]?.toLowerCase()

/** Which of our languages somebody with this locale reads: Spanish is Spanish, wherever it is spoken. Undefined: none of them. */
export const languageOf = (locale: string): string | undefined =>
  languages().find((language) => baseOf(language) === baseOf(locale))

/** What people read, in one language. */
export interface Text {
  /** A BCP 47 tag, for `Intl` and for the `lang` of a page. */
  locale: string
  /** A sentence. `escapeValue` is done to every value that is text, before it is put in. */
  say(sentence: Say, escapeValue?: (value: string) => string): string
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
const countsOf = memoize((language: string) => new Intl.NumberFormat(language))

/** What is done to every value, for `alwaysFormat`: what is text already stays as it is. */
const FORMATTER: FormatterModule = {
  type: 'formatter',
  init: () => {},
  add: () => {},
  addCached: () => {},
  format: (value, _, language = 'en') => (typeof value === 'number' ? countsOf(language).format(value) : value),
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
const WRITTEN_AS_THE_READER_DOES = /^(en-[A-Z]{2}|es-419)$/

/** What `Intl` offers costs a hundred times more to make than to use. Of Discord's few locales and whatever else browsers say: one text for each way of writing. */
const textOf = memoize((tag: string) => createTextIn(languageOf(tag) ?? 'en', tag))

/** The texts for a Discord locale; English where we do not have the language, or none was chosen. */
export function createText(locale = 'en'): Text {
  return textOf(WRITTEN_AS_THE_READER_DOES.test(locale) ? locale : (languageOf(locale) ?? 'en'))
}

function createTextIn(language: string, tag: string): Text {
  const fixed = i18n.getFixedT(language)
  /** Most of what stands in a message is always the same. */
  const plain = memoize((key: string) => fixed(key) as string)
  const translate = (key: string, values: Record<string, string | number> = {}): string =>
    Object.keys(values).length > 0 ? (fixed(key, values) as string) : plain(key)
  const digitsOf = memoize(
    (digits) =>
      new Intl.NumberFormat(tag, { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) }),
  )
  const amounts = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 })
  const days = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' })
  const shortDays = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'numeric', timeZone: 'UTC' })
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' })

  const sport = (sportType: string) => {
    if (isSportType(sportType)) return translate(`sport.${sportType}`)
    return isSportGroup(sportType)
      ? translate(`sportGroup.${sportType}`)
      : sportType.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
  }

  const number = (value: number, digits: number) => digitsOf(String(digits)).format(value)
  const length = ({ value, unit, digits }: Quantity<DistanceUnit>) =>
    translate(`figure.${unit}`, { value: number(value, digits) })
  const noonOf = (day: string) => Date.parse(`${day}T12:00:00Z`)
  const day = (day: string) => days.format(noonOf(day))
  const shortDay = (day: string) => shortDays.format(noonOf(day))

  const joined = (parts: readonly string[], as: Several['as']): string => {
    if (as === 'words') return lists.format(parts)
    return parts.join(as === 'row' ? ' · ' : '\n')
  }

  const spoken = (value: SayValue, escapeValue: (value: string) => string): string | number => {
    if (typeof value === 'string') return escapeValue(value)
    if (typeof value === 'number') return value
    if ('user' in value) return `<@${value.user}>`
    if ('channel' in value) return `<#${value.channel}>`
    if ('sport' in value) return escapeValue(sport(value.sport))
    if ('length' in value) return length(value.length)
    if ('language' in value) return createText(value.language).say({ key: 'language.name' })
    if ('amount' in value) return amounts.format(value.amount)
    if ('day' in value) return day(value.day)
    if ('moment' in value) return String(value.moment)
    if ('several' in value)
      return joined(
        value.several.map((one) => String(spoken(one, escapeValue))),
        value.as,
      )
    return say(value, escapeValue)
  }

  const say = ({ key, values = {} }: Say, escapeValue: (value: string) => string = (value) => value): string => {
    const said = Object.entries(values).map(([name, value]) => [name, spoken(value, escapeValue)] as const)
    return translate(key, Object.fromEntries(said))
  }

  return {
    locale: tag,
    say,
    number,
    length,
    day,
    shortDay,
    sport,
  }
}
