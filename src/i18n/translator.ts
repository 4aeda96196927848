import i18next, { type FormatterModule, type ResourceKey } from 'i18next'
import { isSportType } from '../core/sport.ts'
import { isSportGroup } from '../core/sport-groups.ts'
import type { DistanceUnit, Quantity } from '../core/units.ts'
import { memoize } from '../memoize.ts'
import { joinRow } from './join-row.ts'
import de from './locales/de.json' with { type: 'json' }
import en from './locales/en.json' with { type: 'json' }
import es from './locales/es-ES.json' with { type: 'json' }
import fr from './locales/fr.json' with { type: 'json' }
import it from './locales/it.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import nl from './locales/nl.json' with { type: 'json' }
import pl from './locales/pl.json' with { type: 'json' }
import pt from './locales/pt-BR.json' with { type: 'json' }
import type { List, Message, MessageValue } from './message.ts'

/** Our languages, by their Discord locale. */
const LANGUAGES: Record<string, ResourceKey> = {
  en,
  de,
  fr,
  'es-ES': es,
  it,
  nl,
  'pt-BR': pt,
  pl,
  ja,
}

/** English first. */
export const languages = (): string[] => Object.keys(LANGUAGES)

const baseOf = (locale: string) => locale.split('-')[0]?.toLowerCase()

/** The bot's language for a locale, by its base language: `es-419` gets Spanish. Undefined if there is none. */
export const languageOf = (locale: string): string | undefined =>
  languages().find((language) => baseOf(language) === baseOf(locale))

export interface Translator {
  /** A BCP 47 tag, for `Intl` and for the `lang` attribute of a page. */
  locale: string
  /** A sentence. `escapeValue` is applied to every text value before it is inserted. */
  t(sentence: Message, escapeValue?: (value: string) => string): string
  /** A number with this many decimals. */
  number(value: number, digits: number): string
  length(quantity: Quantity<DistanceUnit>): string
  /** A day, `YYYY-MM-DD`. */
  day(day: string): string
  /** The shortest form, in digits and without the year: 11/3. */
  shortDay(day: string): string
  /** The name of a sport or group. Unknown sports get Strava's name, split into words. */
  sport(sportType: string): string
}

/** Formats counts in a sentence. */
const countFormatOf = memoize((language: string) => new Intl.NumberFormat(language))

/** Formats numbers, for `alwaysFormat`. Texts are already formatted. */
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

/** Their lengths in seconds, longest first. */
const DURATION_UNITS = [
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
] as const

const DAY_FORMS = {
  long: { dateStyle: 'long', timeZone: 'UTC' },
  short: { day: 'numeric', month: 'numeric', timeZone: 'UTC' },
  numeric: { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' },
} as const

/** Locales with number and date formats of their own that we follow. */
const LOCALES_WITH_REGION = /^(en-[A-Z]{2}|es-419)$/

/**
 * Creating `Intl` objects costs a hundred times more than using them, so each is created when it is first used, and
 * translators are shared: browsers send arbitrary locales.
 */
const translatorOf = memoize((tag: string) => createTranslatorFor(languageOf(tag) ?? 'en', tag))

/** English if the locale is missing or not one of our languages. */
export function createTranslator(locale = 'en'): Translator {
  return translatorOf(LOCALES_WITH_REGION.test(locale) ? locale : (languageOf(locale) ?? 'en'))
}

function createTranslatorFor(language: string, tag: string): Translator {
  const fixed = i18n.getFixedT(language)
  /** Most texts have no values, so they never change. */
  const fixedText = memoize((key: string) => fixed(key) as string)
  const translate = (key: string, values: Record<string, string | number> = {}): string =>
    Object.keys(values).length > 0 ? (fixed(key, values) as string) : fixedText(key)
  const numberFormatOf = memoize(
    (digits) =>
      new Intl.NumberFormat(tag, { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) }),
  )
  const upToDecimals = memoize((digits: number) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits }))
  const dayFormatOf = memoize((form: keyof typeof DAY_FORMS) => new Intl.DateTimeFormat(tag, DAY_FORMS[form]))
  const listFormatOf = memoize((type: 'conjunction' | 'disjunction') => new Intl.ListFormat(tag, { type }))

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
  const formatDay = (day: string, form: keyof typeof DAY_FORMS) => dayFormatOf(form).format(noonOf(day))
  const day = (day: string) => formatDay(day, 'long')
  const shortDay = (day: string) => formatDay(day, 'short')

  const duration = (seconds: number): string => {
    const [unit, length] = DURATION_UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
    return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / length)
  }

  const joinList = (parts: readonly string[], as: List['as']): string => {
    if (as === 'words') return listFormatOf('conjunction').format(parts)
    if (as === 'alternatives') return listFormatOf('disjunction').format(parts)
    return as === 'row' ? joinRow(parts) : parts.join('\n')
  }

  const formatValue = (value: MessageValue, escapeValue: (value: string) => string): string | number => {
    if (typeof value === 'string') return escapeValue(value)
    if (typeof value === 'number') return value
    if ('user' in value) return `<@${value.user}>`
    if ('channel' in value) return `<#${value.channel}>`
    if ('sport' in value) return escapeValue(sport(value.sport))
    if ('length' in value) return length(value.length)
    if ('language' in value) return createTranslator(value.language).t({ key: 'language.name' })
    if ('decimal' in value) return upToDecimals(2).format(value.decimal)
    if ('day' in value) return formatDay(value.day, value.style ? 'numeric' : 'long')
    if ('seconds' in value) return duration(value.seconds)
    if ('timestamp' in value) return String(value.timestamp)
    if ('list' in value)
      return joinList(
        value.list.map((one) => String(formatValue(one, escapeValue))),
        value.as,
      )
    return t(value, escapeValue)
  }

  const t = ({ key, values }: Message, escapeValue: (value: string) => string = (value) => value): string => {
    const formatted = Object.entries<MessageValue>(values ?? {}).map(
      ([name, value]) => [name, formatValue(value, escapeValue)] as const,
    )
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
