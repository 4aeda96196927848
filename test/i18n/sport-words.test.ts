import { describe, expect, test } from 'vitest'
import { findSport } from '../../src/commands/sport-search.ts'

/** Run, ride, mountain bike, swim, walk, hike, gym, weights, indoor rowing, cross-country skiing. */
const EVERYDAY_SPORTS = [
  'runs',
  'rides',
  'MountainBikeRide',
  'Swim',
  'Walk',
  'Hike',
  'gym',
  'WeightTraining',
  'rows',
  'NordicSki',
]

const WORDS: Record<string, readonly string[]> = {
  en: ['jog', 'bike', 'mtb', 'swimming', 'stroll', 'trekking', 'gym', 'lift', 'erg', 'xc skiing'],
  de: ['Laufen', 'Rad', 'MTB', 'Schwimmen', 'Spazieren', 'Wandern', 'Fitnessstudio', 'Kraft', 'Ergo', 'Langlauf'],
  fr: ['footing', 'vélo', 'VTT', 'piscine', 'marcher', 'rando', 'salle', 'muscu', 'rameur', 'ski de fond'],
  'es-ES': ['correr', 'bici', 'btt', 'nadar', 'caminar', 'senderismo', 'gimnasio', 'pesas', 'remar', 'esquí de fondo'],
  it: ['corsa', 'bici', 'mtb', 'nuoto', 'camminare', 'trekking', 'palestra', 'pesi', 'vogatore', 'sci di fondo'],
  nl: [
    'lopen',
    'fietsen',
    'mtb',
    'zwemmen',
    'wandeling',
    'hiken',
    'sportschool',
    'kracht',
    'roeimachine',
    'langlaufen',
  ],
  'pt-BR': [
    'correr',
    'pedal',
    'mtb',
    'natação',
    'caminhar',
    'trilha',
    'academia',
    'musculação',
    'remo',
    'esqui cross-country',
  ],
  pl: ['bieganie', 'rower', 'mtb', 'basen', 'spacer', 'wędrówka', 'siłownia', 'ciężary', 'ergometr', 'biegówki'],
  ja: ['ジョギング', '自転車', 'mtb', '水泳', '散歩', '登山', 'ジム', '筋トレ', 'エルゴ', 'クロカン'],
}

describe.each(Object.entries(WORDS))('in %s, what people type', (locale, words) => {
  test.each(words.map((word, index) => [word, EVERYDAY_SPORTS[index]]))('%s means %s', (word, sport) => {
    expect(findSport(word, locale)).toBe(sport)
  })
})
