import type { AthleteInput } from './athlete-profile.ts'

/** Invented athletes; none of them exists. */
export const athleteFixtures = {
  mira: { firstname: 'Mira', lastname: 'Almqvist', city: 'Fjellby', country: 'Norway', sex: 'F', premium: true },
  joost: { firstname: 'Joost', lastname: 'van der Kasseien', city: 'Keiendorp', country: 'Belgium', sex: 'M' },
  aoife: { firstname: 'Aoife', lastname: "O'Bracken", username: 'aoife_invented', city: 'Ballynowhere', sex: 'F' },
  tendai: { firstname: 'Tendai', lastname: 'Mukombe', city: 'Granite Kop', country: 'Zimbabwe', sex: 'M' },
  layla: { firstname: 'ليلى', lastname: 'الراوي', city: 'Wadi Khayal', sex: 'F' },
  kenji: { firstname: '健司', lastname: '架空', country: '日本', sex: 'M' },
  noSurname: { firstname: 'Cher-Ami', lastname: '' },
  marker: { firstname: '**Bold**', lastname: '_Under_ `Tick` [link](https://example.org)' },
  pinger: { firstname: '@everyone', lastname: '<@1>' },
  emoji: { firstname: '🚴 Pim', lastname: '🏔️' },
} satisfies Record<string, AthleteInput>
