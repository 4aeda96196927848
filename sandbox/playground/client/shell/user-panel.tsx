import { me, tryTo } from '../store.ts'
import { openBecomeDialog } from './become-dialog.tsx'
import { Face } from './face.tsx'
import { locales, type Theme, theme } from './shell-settings.ts'

const THEMES: { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** The current person, their language, and the page's theme. */
export function UserPanel() {
  const person = me.value
  if (!person) return null
  return (
    <section class="user-panel" aria-label="You">
      <button type="button" class="user" onClick={openBecomeDialog}>
        <Face personId={person.id} size={36} />
        <span>
          <b>{person.displayName}</b>
          <small>Switch user</small>
        </span>
      </button>
      <div class="settings">
        <label title={`The language in which ${person.displayName} uses Discord`}>
          Language
          <select
            value={person.locale}
            onChange={({ currentTarget }) => tryTo('setLocale', { locale: currentTarget.value })}
          >
            {locales.value.map(({ locale, name }) => (
              <option key={locale} value={locale} lang={locale}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Colours
          <select
            value={theme.value}
            onChange={({ currentTarget }) => {
              theme.value = currentTarget.value as Theme
            }}
          >
            {THEMES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  )
}
