import type { RecentActivity } from '../../core/activity.ts'
import { sportOf } from '../../core/sport.ts'
import { toSingleLine, truncate } from '../../discord/markdown.ts'
import type { AutocompleteChoice } from '../../discord/slash-command.ts'
import type { Translator } from '../../i18n/translator.ts'

/** Discord's limit. */
const MAX_SUGGESTIONS = 25

/** Discord's limit. */
const MAX_NAME_LENGTH = 100

/** `🏃 Ten flat · November 20, 2026`. Discord doesn't format suggestions. */
function suggestionName({ name, sportType, day }: RecentActivity, translator: Translator): string {
  const [before, after] = [`${sportOf(sportType).emoji} `, ` · ${translator.day(day)}`]
  const displayName = toSingleLine(name) || translator.t({ key: 'recent.untitled' })
  return `${before}${truncate(displayName, MAX_NAME_LENGTH - before.length - after.length)}${after}`
}

/** The activities that match every typed word in name, sport, day or id; all if nothing is typed. */
export function suggestActivities(
  activities: readonly RecentActivity[],
  typed: string,
  translator: Translator,
): AutocompleteChoice[] {
  const lowerCase = (value: string) => value.toLocaleLowerCase(translator.locale)
  const words = lowerCase(typed).split(/\s+/).filter(Boolean)
  return activities
    .map((activity) => ({ activity, choice: { name: suggestionName(activity, translator), value: activity.id } }))
    .filter(({ activity: { id, name, sportType, day }, choice }) => {
      const searchable = lowerCase([name, translator.sport(sportType), choice.name, day, id].join(' '))
      return words.every((word) => searchable.includes(word))
    })
    .map(({ choice }) => choice)
    .slice(0, MAX_SUGGESTIONS)
}
