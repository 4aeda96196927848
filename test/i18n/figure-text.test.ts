import { describe, expect, test } from 'vitest'
import type { Activity } from '../../src/core/activity.ts'
import { toActivityCard } from '../../src/core/activity-card.ts'
import { SPORT_TYPES, SPORTS } from '../../src/core/sport.ts'
import { IMPERIAL_UNITS, METRIC_UNITS, type Units } from '../../src/core/units.ts'
import { figuresText } from '../../src/i18n/figure-texts.ts'
import { createTranslator, languages } from '../../src/i18n/translator.ts'
import { createActivity } from '../discord/message-helpers.ts'

/** Every measurement, with distinct numbers that round in the last digit. */
const MEASURED = {
  distance: 12_345.6,
  movingTime: 3725,
  elevationGain: 1234.5,
  stats: { heartRate: 151.5, power: 203.4, cadence: 84.3, topSpeed: 12.5, calories: 1812.3, laps: 14 },
}

const UNITS: Record<string, Units> = {
  metric: METRIC_UNITS,
  imperial: IMPERIAL_UNITS,
  'metric, pools in yards': { system: 'metric', pool: 'yards' },
  'imperial, pools in metres': { system: 'imperial', pool: 'metres' },
}

/** A half marathon race with a stop. */
const RACE = {
  distance: 21_097.5,
  movingTime: 5300,
  elapsedTime: 5396,
  elevationGain: 84,
  stats: { heartRate: 171, cadence: 90.5, calories: 1390, workoutType: 1 },
}

/** The figures of an activity in all units, without duplicates. */
function figuresOf(sportType: string, language: string, measured: Partial<Activity> = MEASURED): string {
  const translator = createTranslator(language)
  const shown = new Map<string, string>()
  for (const [name, units] of Object.entries(UNITS)) {
    const sample = createActivity({ ...measured, sportType, hidden: new Set() })
    const { item, extraFigures } = toActivityCard({ userId: '1', activity: sample, units })
    const figures = [item.figures, extraFigures].map((row) => figuresText(row, translator)).join('\n  ')
    if (![...shown.values()].includes(figures)) shown.set(name, figures)
  }
  return [translator.sport(sportType), ...[...shown].map(([name, figures]) => `${name}:\n  ${figures}`)].join('\n')
}

/** One sport of each kind: those of a kind show the same figures. */
const SAMPLES = [
  ...new Map(
    SPORT_TYPES.map((sportType) => {
      const { emoji: _, color: __, ...kind } = SPORTS[sportType]
      return [JSON.stringify(kind), sportType] as const
    }).reverse(),
  ).values(),
].reverse()

describe('a sport of each kind, in all units, matches the file of', () => {
  // A change in one of the files changes what users of that language read.
  test.each(languages())('%s', async (language) => {
    const sports = [...SAMPLES, 'InventedSince'].map((sportType) => figuresOf(sportType, language))
    const race = createTranslator(language).t({ key: 'badge.race' })
    const all = [...sports, `${race} · ${figuresOf('Run', language, RACE)}`]
    for (const line of all
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('  ')))
      expect(
        line
          .trim()
          .split('\u00a0· ')
          .filter((figure) => figure.includes(' ')),
      ).toEqual([])
    await expect(`${all.join('\n\n')}\n`).toMatchFileSnapshot(`figures/${language}.txt`)
  })
})
