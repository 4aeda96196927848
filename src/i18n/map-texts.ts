import type { RouteMap } from '../core/geo/route-map.ts'
import { type MapChoice, TRIM_METERS } from '../core/map-plan.ts'
import { approximateDistance, type System } from '../core/units.ts'
import type { Length, Message, MessageKey } from './message.ts'

export const MAP_CHOICE_NAMES = {
  '200': 'mapChoice.200',
  '400': 'mapChoice.400',
  '800': 'mapChoice.800',
  '1600': 'mapChoice.1600',
  off: 'mapChoice.off',
  none: 'mapChoice.none',
} as const satisfies Record<MapChoice, MessageKey>

/** Alt text of a map. */
export function mapMessage({ facts, ends }: Pick<RouteMap, 'facts' | 'ends'>, system: System): Message {
  const [drawn, across] = [facts.length, Math.max(facts.width, facts.height)].map((meters) => ({
    length: approximateDistance(meters, system),
  })) as [Length, Length]
  if (ends && facts.isLoop) return { key: 'map.loop', values: { drawn, across } }
  if (ends) return { key: 'map.line', values: { drawn, across } }
  if (facts.isLoop) return { key: 'map.loopTrimmed', values: { drawn, across } }
  return { key: 'map.lineTrimmed', values: { drawn, across } }
}

/** Explains a member's choice. */
export function mapChoiceMessage(choice: MapChoice): Message {
  const meters = TRIM_METERS[choice]
  if (meters === undefined) return { key: 'map.none' }
  if (meters === 0) return { key: 'map.whole' }
  return { key: 'map.trimmed', values: { hidden: { length: { value: meters, unit: 'metre', digits: 0 } } } }
}
