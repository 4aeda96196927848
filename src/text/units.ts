import type { Units } from '../domain/units.ts'
import type { SayValue } from './say.ts'

/** Somebody's units, in a row. */
export const unitsSay = ({ system, pool }: Units): SayValue => ({
  several: [
    { key: system === 'metric' ? 'feed.metric' : 'feed.imperial' },
    { key: pool === 'metres' ? 'feed.poolMetres' : 'feed.poolYards' },
  ],
  as: 'row',
})
