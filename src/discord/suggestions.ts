import type { Choice } from '../commands/define.ts'
import type { OwnActivity } from '../domain/activity.ts'
import { sportOf } from '../domain/sport.ts'
import type { Text } from '../text/index.ts'
import { cut, onOneLine } from './markdown.ts'

/** Discord shows so many suggestions and no more. */
const MAX_SUGGESTIONS = 25

/** Discord takes so many characters in a suggestion. */
const MAX_NAME = 100

/** `🏃 Ten flat · November 20, 2026`: Discord formats nothing there. */
function nameOf({ name, sportType, day }: OwnActivity, text: Text): string {
  const [before, after] = [`${sportOf(sportType).emoji} `, ` · ${text.day(day)}`]
  const displayName = onOneLine(name) || text.say({ key: 'recent.untitled' })
  return `${before}${cut(displayName, MAX_NAME - before.length - after.length)}${after}`
}

/** The activities in whose name, sport, day or number every word stands that was typed; all of them before anything is. */
export function suggestActivities(activities: readonly OwnActivity[], typed: string, text: Text): Choice[] {
  const low = (value: string) => value.toLocaleLowerCase(text.locale)
  const words = low(typed).split(/\s+/).filter(Boolean)
  return activities
    .map((activity) => ({ activity, choice: { name: nameOf(activity, text), value: activity.id } }))
    .filter(({ activity: { id, name, sportType, day }, choice }) => {
      const said = low([name, text.sport(sportType), choice.name, day, id].join(' '))
      return words.every((word) => said.includes(word))
    })
    .map(({ choice }) => choice)
    .slice(0, MAX_SUGGESTIONS)
}
