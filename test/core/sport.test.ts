import { expect, test } from 'vitest'
import { isSportType, type PaceDisplay, SPORT_TYPES, SPORTS, sportOf } from '../../src/core/sport.ts'

/** Strava's list (SportType of its API, April 2026) by pace display. */
const SPEED_LABELS: Record<PaceDisplay, string> = {
  pace: 'Hike Run Snowshoe TrailRun VirtualRun Walk',
  pace100: 'Swim',
  pace500: 'Rowing VirtualRow',
  speed: `AlpineSki BackcountrySki Canoeing EBikeRide EMountainBikeRide GravelRide Handcycle IceSkate InlineSkate
    Kayaking Kitesurf MountainBikeRide NordicSki Ride RollerSki Sail Skateboard Snowboard StandUpPaddling Velomobile
    VirtualRide Wheelchair Windsurf`,
  none: `Badminton Basketball Cricket Crossfit Dance Elliptical Golf HighIntensityIntervalTraining Padel PhysicalTherapy
    Pickleball Pilates Racquetball RockClimbing Soccer Squash StairStepper Surfing TableTennis Tennis Volleyball
    WeightTraining Workout Yoga`,
}
const rows = Object.entries(SPEED_LABELS).flatMap(([paceDisplay, sports]) =>
  sports.split(/\s+/).map((sport) => [sport, paceDisplay] as const),
)

/** Sports without climb, or where it isn't the athlete's own effort. */
const NO_CLIMBING = `AlpineSki Snowboard Swim Rowing VirtualRow Canoeing Kayaking Kitesurf Sail StandUpPaddling Windsurf
  IceSkate Skateboard`.split(/\s+/)
const CLIMBING = ['Ride', 'GravelRide', 'MountainBikeRide', 'Run', 'TrailRun', 'Hike', 'Walk', 'BackcountrySki']

test('there are exactly the sports of Strava', () => {
  expect([...SPORT_TYPES].sort()).toEqual(rows.map(([sport]) => sport).sort())
})

test.each(rows)('%s shows %s', (sport, paceDisplay) => {
  expect(isSportType(sport)).toBe(true)
  expect(sportOf(sport).paceDisplay).toBe(paceDisplay)
})

test.each(NO_CLIMBING)('%s shows no climb', (sport) => {
  expect(sportOf(sport).showsElevation).toBe(false)
})

test.each(CLIMBING)('%s shows the climb', (sport) => {
  expect(sportOf(sport).showsElevation).toBe(true)
})

test('every sport has exactly one emoji', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { emoji } of Object.values(SPORTS)) {
    expect([...segmenter.segment(emoji)]).toHaveLength(1)
    expect(emoji).toMatch(/^\p{Extended_Pictographic}/u)
  }
})

test('every sport has a colour that is visible in light and dark mode, and isn’t Strava’s', () => {
  for (const { color } of [...Object.values(SPORTS), sportOf('UnderwaterHockey')]) {
    const [red, green, blue] = [color >> 16, (color >> 8) & 0xff, color & 0xff]
    const light = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
    expect(light).toBeGreaterThan(60)
    expect(light).toBeLessThan(210)
    expect([0xfc5200, 0xfc4c02]).not.toContain(color)
  }
})

test('no sport shows a figure twice, and all show heart rate and calories', () => {
  for (const { extraFigures } of Object.values(SPORTS)) {
    expect(new Set(extraFigures).size).toBe(extraFigures.length)
    expect(extraFigures).toEqual(expect.arrayContaining(['heartRate', 'calories']))
  }
})

test.each(['UnderwaterHockey', '', 'ride', 'Ride ', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'the unknown sport “%s” gets the generic entry',
  (sport) => {
    expect(isSportType(sport)).toBe(false)
    const { emoji, paceDisplay, showsElevation } = sportOf(sport)
    expect({ emoji, paceDisplay, showsElevation }).toEqual({ emoji: '🏅', paceDisplay: 'none', showsElevation: true })
  },
)
