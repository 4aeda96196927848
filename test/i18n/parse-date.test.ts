import { describe, expect, test } from 'vitest'
import { parseDate } from '../../src/core/parse-date.ts'
import { dateWords, isDayFirst } from '../../src/i18n/date-words.ts'
import { createTranslator, languages } from '../../src/i18n/translator.ts'

/** A Sunday. */
const TODAY = '2026-11-29'

function parse(
  typed: string,
  locale: string,
  options: { today?: string; notBefore?: string } = {},
): string | undefined {
  const context = { today: TODAY, isDayFirst: isDayFirst(locale), words: dateWords(locale), ...options }
  const range = parseDate(typed, context)
  return range && (range.first === range.last ? range.first : `${range.first} – ${range.last}`)
}

const MAY_31 = '2026-05-31'
const MAY = '2026-05-01 – 2026-05-31'
const YESTERDAY = '2026-11-28'
const LAST_WEEK = '2026-11-16 – 2026-11-22'
const LAST_MONTH = '2026-10-01 – 2026-10-31'
const LAST_YEAR = '2025-01-01 – 2025-12-31'

const TYPED: Record<string, Record<string, readonly string[]>> = {
  'en-US': {
    [MAY_31]: [
      '5/31',
      '05/31/2026',
      '5/31/26',
      '31/5',
      '5-31-2026',
      'May 31',
      'may 31st, 2026',
      '31 May 2026',
      '31. May',
    ],
    [MAY]: ['May', 'May 2026', '5/2026', '2026-05'],
    [YESTERDAY]: ['yesterday', 'Yesterday', '1 day ago', 'Saturday', 'sat'],
    [LAST_WEEK]: ['last week', 'previous week'],
    [LAST_MONTH]: ['last month', 'October', 'Oct', 'Octob'],
    [LAST_YEAR]: ['last year', '2025'],
    '2026-03-04': ['3/4', '3/4/2026'],
    '2026-11-27': ['day before yesterday', '2 days ago'],
    '2026-11-15': ['2 weeks ago'],
  },
  'en-GB': { [MAY_31]: ['31/5', '5/31', '31 May', '31st of May'], '2026-04-03': ['3/4', '3/4/2026'] },
  de: {
    [MAY_31]: ['31.5.', '31.05.2026', '31.5.26', '31. Mai', '31. Mai 2026', '31/5', '5/31', 'May 31'],
    [MAY]: ['Mai', 'Mai 2026', '05.2026'],
    [YESTERDAY]: ['gestern', 'vor 1 Tag', 'Samstag', 'Sa', 'yesterday'],
    [LAST_WEEK]: ['letzte Woche', 'vorige Woche'],
    [LAST_MONTH]: ['letzten Monat', 'letzter Monat', 'Oktober', 'Okt.'],
    [LAST_YEAR]: ['letztes Jahr'],
    '2026-11-27': ['vorgestern', 'vor 2 Tagen'],
    '2026-04-03': ['3.4.', '3.4.2026'],
    '2026-03-01 – 2026-03-31': ['März', 'Marz', 'Mär'],
  },
  fr: {
    [MAY_31]: ['31/5', '31/05/2026', '31 mai', 'le 31 mai 2026'],
    [MAY]: ['mai', 'mai 2026'],
    [YESTERDAY]: ['hier', 'samedi', 'il y a 1 jour'],
    [LAST_WEEK]: ['la semaine dernière', 'semaine derniere'],
    [LAST_MONTH]: ['le mois dernier', 'mois dernier', 'octobre', 'oct.'],
    [LAST_YEAR]: ["l'année dernière", 'l’année dernière', 'année dernière'],
    '2026-11-27': ['avant-hier', 'avant hier'],
    '2026-05-01': ['1er mai'],
    '2026-11-29': ["aujourd'hui", 'aujourd’hui'],
  },
  'es-ES': {
    [MAY_31]: ['31/5', '31/05/2026', '31-5-2026', '31 de mayo', '31 de mayo de 2026'],
    [MAY]: ['mayo', 'mayo de 2026'],
    [YESTERDAY]: ['ayer', 'sábado', 'sabado', 'hace 1 día'],
    [LAST_WEEK]: ['la semana pasada', 'semana pasada'],
    [LAST_MONTH]: ['el mes pasado', 'mes pasado', 'octubre'],
    [LAST_YEAR]: ['el año pasado', 'año pasado'],
    '2026-11-27': ['anteayer', 'antes de ayer'],
  },
  it: {
    [MAY_31]: ['31/5', '31/05/2026', '31 maggio', '31 maggio 2026', '31 mag'],
    [MAY]: ['maggio', 'maggio 2026'],
    [YESTERDAY]: ['ieri', 'sabato'],
    [LAST_WEEK]: ['settimana scorsa', 'la settimana scorsa'],
    [LAST_MONTH]: ['mese scorso', 'il mese scorso', 'ottobre'],
    [LAST_YEAR]: ['anno scorso', "l'anno scorso"],
    '2026-11-27': ["l'altro ieri", 'altro ieri'],
  },
  nl: {
    [MAY_31]: ['31-5', '31-05-2026', '31 mei', '31 mei 2026'],
    [MAY]: ['mei', 'mei 2026'],
    [YESTERDAY]: ['gisteren', 'zaterdag', '1 dag geleden'],
    [LAST_WEEK]: ['vorige week', 'afgelopen week'],
    [LAST_MONTH]: ['vorige maand', 'oktober'],
    [LAST_YEAR]: ['vorig jaar'],
    '2026-11-27': ['eergisteren'],
  },
  'pt-BR': {
    [MAY_31]: ['31/5', '31/05/2026', '31 de maio', '31 de maio de 2026'],
    [MAY]: ['maio', 'maio de 2026'],
    [YESTERDAY]: ['ontem', 'sábado'],
    [LAST_WEEK]: ['semana passada', 'a semana passada'],
    [LAST_MONTH]: ['mês passado', 'mes passado', 'outubro'],
    [LAST_YEAR]: ['ano passado'],
    '2026-11-27': ['anteontem'],
  },
  pl: {
    [MAY_31]: ['31.5', '31.05.2026', '31 maja', '31 maja 2026'],
    [MAY]: ['maj', 'maj 2026'],
    [YESTERDAY]: ['wczoraj', 'sobota'],
    [LAST_WEEK]: ['w zeszłym tygodniu', 'zeszły tydzień'],
    [LAST_MONTH]: ['w zeszłym miesiącu', 'zeszły miesiąc', 'październik'],
    [LAST_YEAR]: ['w zeszłym roku', 'zeszły rok'],
    '2026-11-29': ['dzisiaj', 'dziś'],
    '2026-11-27': ['przedwczoraj'],
  },
  ja: {
    [MAY_31]: ['5/31', '2026/05/31', '2026年5月31日', '5月31日', '５月３１日', '31/5'],
    [MAY]: ['5月', '2026年5月', '2026/5'],
    [YESTERDAY]: ['昨日', 'きのう', '土曜日'],
    [LAST_WEEK]: ['先週'],
    [LAST_MONTH]: ['先月', '10月'],
    [LAST_YEAR]: ['昨年', '去年', '2025年'],
    '2026-11-27': ['おととい', '一昨日', '2 日前', '2日前'],
  },
}

const cases = Object.entries(TYPED).flatMap(([locale, meanings]) =>
  Object.entries(meanings).flatMap(([days, texts]) =>
    texts.map((typed): [string, string, string] => [locale, typed, days]),
  ),
)

describe('a date as people write it', () => {
  test.each(cases)('in %s: “%s” is %s', (locale, typed, days) => {
    expect(parse(typed, locale)).toBe(days)
  })

  test.each(languages())('in %s can be written as the bot writes it, in digits or words', (locale) => {
    const translator = createTranslator(locale)
    for (const day of ['2026-05-31', '2026-03-04', '2025-12-01', '2024-02-29']) {
      expect(parse(translator.day(day), locale)).toBe(day)
      const numeric = translator.t({ key: 'error.wrongDay', values: { day: '', example: { day, style: 'numeric' } } })
      const [written = ''] = numeric.match(/\d[\d./-]+\d/) ?? []
      expect(parse(written, locale)).toBe(day)
    }
  })

  test.each(languages())('in %s can be 2026-05-31', (locale) => {
    expect(parse('2026-05-31', locale)).toBe('2026-05-31')
    expect(parse('2026-03-04', locale)).toBe('2026-03-04')
  })

  test.each([
    ['without a year is the most recent one', '12/31', {}, '2025-12-31'],
    ['without a year may be tomorrow in UTC', '11/30', {}, '2026-11-30'],
    ['without a year is not the day after tomorrow', '12/1', {}, '2025-12-01'],
    ['on New Year’s Eve may be in the next year', '1/1', { today: '2026-12-31' }, '2027-01-01'],
    ['for the end is the first one after the start', '1/5', { notBefore: '2025-12-31' }, '2026-01-05'],
    ['for the end may be in the future', '1/5', { notBefore: '2026-11-01' }, '2027-01-05'],
    ['of a leap day is in the last leap year', '2/29', {}, '2024-02-29'],
    [
      'of a month for the end is the first one after the start',
      'January',
      { notBefore: '2025-12-31' },
      '2026-01-01 – 2026-01-31',
    ],
    ['of this month is all of it', 'this month', {}, '2026-11-01 – 2026-11-30'],
    ['of a weekday can be today', 'Sunday', {}, '2026-11-29'],
    ['of last month in January is in December', 'last month', { today: '2026-01-31' }, '2025-12-01 – 2025-12-31'],
  ])('%s', (_, typed, options, days) => {
    expect(parse(typed, 'en-US', options)).toBe(days)
  })

  test('in an unsupported language has the day and month order of that language', () => {
    expect(parse('3/4', 'sv-SE')).toBe('2026-04-03')
    expect(isDayFirst('not a locale!')).toBe(false)
  })

  test.each([
    '2026-02-29',
    '2026-02-30',
    '32/5',
    '13/13',
    '31/4/2026',
    '0/0',
    '5/31/126',
    '1/2/3/4',
    '99999',
    '0',
    '',
    '-',
    'someday',
    'ju',
    'May June',
    'May 31 2026 5',
    '31',
    '5:31',
    'May 0',
    'tomorrow-ish',
    '1e3',
    '2026-W22',
    '999 days ago',
    '0026-01-01',
    '/'.repeat(6000),
  ])('is not “%s”', (typed) => {
    expect(parse(typed, 'en-US')).toBeUndefined()
  })
})
