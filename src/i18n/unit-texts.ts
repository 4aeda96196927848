import type { Units } from '../core/units.ts'
import type { MessageValue } from './message.ts'

/** Somebody's units, in a row. */
export const unitsMessage = ({ system, pool }: Units): MessageValue => ({
  list: [
    { key: system === 'metric' ? 'feed.metric' : 'feed.imperial' },
    { key: pool === 'metres' ? 'feed.poolMetres' : 'feed.poolYards' },
  ],
  as: 'row',
})
