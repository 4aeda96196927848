import { type MapChoice, TRIMMING } from '../domain/map.ts'
import type { RouteMap } from '../domain/route-map.ts'
import { lengthInWords, type System } from '../domain/units.ts'
import type { Length, Say } from './say.ts'

/** What a map shows, for those who do not see it. */
export function mapSay({ facts, ends }: Pick<RouteMap, 'facts' | 'ends'>, system: System): Say {
  const [drawn, across] = [facts.length, Math.max(facts.width, facts.height)].map((metres) => ({
    length: lengthInWords(metres, system),
  })) as [Length, Length]
  if (ends && facts.isLoop) return { key: 'map.loop', values: { drawn, across } }
  if (ends) return { key: 'map.line', values: { drawn, across } }
  if (facts.isLoop) return { key: 'map.loopTrimmed', values: { drawn, across } }
  return { key: 'map.lineTrimmed', values: { drawn, across } }
}

/** What a member's choice means for the maps of their activities. */
export function mapChoiceSay(choice: MapChoice): Say {
  const metres = TRIMMING[choice]
  if (metres === undefined) return { key: 'map.none' }
  if (metres === 0) return { key: 'map.whole' }
  return { key: 'map.trimmed', values: { hidden: { length: { value: metres, unit: 'metre', digits: 0 } } } }
}
