import { MAX_DATE_LENGTH } from '../../core/parse-date.ts'
import type { Day } from '../../core/period.ts'
import type { Modal } from '../../discord/slash-command.ts'

/** A form for two dates in any common format. Filled in with the given days. */
export const datesForm = (from: Day, to: Day): Modal => ({
  title: 'stats.datesTitle',
  fields: [
    {
      name: 'from',
      label: 'stats.from',
      description: 'stats.fromHint',
      value: from,
      required: true,
      maxLength: MAX_DATE_LENGTH,
    },
    { name: 'to', label: 'stats.to', description: 'stats.toHint', value: to, maxLength: MAX_DATE_LENGTH },
  ],
})
