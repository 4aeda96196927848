import { PERIODS, type Period, type PeriodSelection } from '../../core/period.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { ReplyButton, ReplySelect } from '../../i18n/message.ts'
import { PERIOD_NAMES } from '../../i18n/stats-texts.ts'
import type { AthleteQuery } from '../athlete-query.ts'
import { visibilityButton } from '../reply-privacy.ts'

export interface StatsQuery extends AthleteQuery {
  selection: PeriodSelection
  /** A `sport_type`, or a group of them. */
  sport?: string | undefined
  /** Whether this shares a private answer: then there is no button to show it privately. */
  isShare?: boolean
}

/** The select and the buttons below the totals. */
export interface StatsControls {
  periods: ReplySelect
  buttons: readonly ReplyButton[]
}

/** The sport and the period in a `custom_id`. */
export const customIdArgs = ({ selection, sport }: StatsQuery): (string | undefined)[] =>
  'from' in selection ? [sport, undefined, selection.from, selection.to] : [sport, selection.name]

function periodSelect({ requester, memberId, sport }: StatsQuery, shown: Period['name']): ReplySelect {
  return {
    customId: toCustomId('stats-period', requester.userId, memberId, sport),
    placeholder: 'stats.period',
    options: PERIODS.map((name) => ({
      value: name,
      label: { key: PERIOD_NAMES[name] },
      isChosen: name === shown,
    })),
  }
}

/**
 * Opens a form with the days that are shown. The component's name is short because two ids, a sport and two days nearly
 * fill Discord's 100 characters.
 */
const datesButton = ({ requester, memberId, sport }: StatsQuery, { first, last }: Period['range']): ReplyButton => ({
  label: 'button.dates',
  customId: toCustomId('dates', requester.userId, memberId, sport, first, last),
})

/** The controls update the same message, for the requester. Only their own totals can be shared or made private. */
export function statsControls(query: StatsQuery, { name, range }: Period): StatsControls {
  const { requester, memberId } = query
  const ownButton = () =>
    visibilityButton(requester, (action) => toCustomId(`stats-${action}`, requester.userId, ...customIdArgs(query)))
  return {
    periods: periodSelect(query, name),
    buttons: [datesButton(query, range), ...(memberId === undefined ? [ownButton()] : [])],
  }
}
