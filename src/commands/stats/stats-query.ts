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
  /** It shares a private answer, so there is nothing to show privately. */
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

/** Opens a form with the days that are shown. Its name is short: with two ids, a sport and two days, 100 characters are full. */
const datesButton = ({ requester, memberId, sport }: StatsQuery, { first, last }: Period['range']): ReplyButton => ({
  label: 'button.dates',
  customId: toCustomId('dates', requester.userId, memberId, sport, first, last),
})

/** For the requester, in the same message. Only their own totals can be shared and taken away. */
export function statsControls(query: StatsQuery, { name, range }: Period): StatsControls {
  const { requester, memberId } = query
  const ownButton = () =>
    visibilityButton(requester, (action) => toCustomId(`stats-${action}`, requester.userId, ...customIdArgs(query)))
  return {
    periods: periodSelect(query, name),
    buttons: [datesButton(query, range), ...(memberId === undefined ? [ownButton()] : [])],
  }
}
