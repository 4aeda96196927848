import type { Pool, System, Units } from '../core/units.ts'
import type { MessageKey, MessageValue } from './message.ts'

export const SYSTEM_NAMES = { metric: 'feed.metric', imperial: 'feed.imperial' } as const satisfies Record<
  System,
  MessageKey
>

export const POOL_NAMES = { metres: 'feed.metres', yards: 'feed.yards' } as const satisfies Record<Pool, MessageKey>

export const unitsMessage = ({ system, pool }: Units): MessageValue => ({
  list: [{ key: SYSTEM_NAMES[system] }, { key: pool === 'metres' ? 'feed.poolMetres' : 'feed.poolYards' }],
  as: 'row',
})
