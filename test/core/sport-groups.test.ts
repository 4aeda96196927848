import { describe, expect, test } from 'vitest'
import { isSportType, SPORT_TYPES } from '../../src/core/sport.ts'
import { grouped, groupNamedAfter, isOfSport, SPORT_GROUPS, sportTypesOf } from '../../src/core/sport-groups.ts'

describe('a group of sports', () => {
  test.each(Object.entries(SPORT_GROUPS))('%s contains several Strava sports, each once', (group, sports) => {
    expect(sports.length).toBeGreaterThan(1)
    expect(new Set(sports).size).toBe(sports.length)
    expect(isSportType(group)).toBe(false)
    expect(sportTypesOf(group)).toEqual(sports)
  })

  test('of rides contains every kind of bike', () => {
    for (const sportType of SPORT_TYPES.filter((sport) => sport.endsWith('Ride'))) {
      expect([sportType, isOfSport('rides', sportType)]).toEqual([sportType, true])
    }
    expect(isOfSport('rides', 'Run')).toBe(false)
  })

  test('is named after only one of its sports', () => {
    const named = SPORT_TYPES.filter((sportType) => groupNamedAfter(sportType))
    expect(named).toEqual(['Ride', 'Rowing', 'Run'])
    for (const sportType of named) expect(sportTypesOf(groupNamedAfter(sportType) ?? '')[0]).toBe(sportType)
    expect(groupNamedAfter('constructor')).toBeUndefined()
  })

  test('replaces its sports if all are present, in order', () => {
    expect(grouped(['Yoga', ...SPORT_GROUPS.runs, 'Ride'])).toEqual(['Yoga', 'runs', 'Ride'])
    expect(grouped(['Run', 'TrailRun'])).toEqual(['Run', 'TrailRun'])
    expect(grouped(['UnderwaterHockey'])).toEqual(['UnderwaterHockey'])
    expect(grouped([])).toEqual([])
  })
})

test('a sport that is not a group contains only itself', () => {
  expect(sportTypesOf('Ride')).toEqual(['Ride'])
  expect(isOfSport('Ride', 'GravelRide')).toBe(false)
  expect(isOfSport('UnderwaterHockey', 'UnderwaterHockey')).toBe(true)
})
