import { describe, expect, test } from 'vitest'
import { similarSports } from '../../src/commands/similar-sports.ts'

describe('the suggestions for an unknown sport', () => {
  test.each([
    ['en-US', 'Rdie', 'rides'],
    ['en-US', 'cyclin', 'rides'],
    ['en-US', 'joging', 'runs'],
    ['en-US', 'morning run', 'runs'],
    ['en-US', 'swiming', 'Swim'],
    ['en-US', 'Mountain', 'MountainBikeRide'],
    ['en-US', 'Yogga', 'Yoga'],
    ['de', 'Laufn', 'runs'],
    ['de', 'Schwimen', 'Swim'],
    ['de', 'runing', 'runs'],
    ['fr', 'velos de route', 'rides'],
    ['es-ES', 'bicii', 'rides'],
    ['pl', 'plywnie', 'Swim'],
    ['ja', 'ランニグ', 'runs'],
  ])('in %s, for “%s” start with %s', (locale, typed, sport) => {
    expect(similarSports(typed, locale)[0]).toBe(sport)
  })

  test.each(['Quidditch', 'x', '', '?!', '42', 'a'.repeat(6000)])('are empty for “%s”', (typed) => {
    expect(similarSports(typed, 'en-US')).toEqual([])
  })

  test('are at most three, each once', () => {
    const similar = similarSports('ski', 'en-US')
    expect(similar.length).toBeLessThanOrEqual(3)
    expect(new Set(similar).size).toBe(similar.length)
  })
})
