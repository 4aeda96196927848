import { useState } from 'preact/hooks'
import { emojiOf, labelOf, SPORT_GROUPS } from './sports.ts'

interface SportPickerProps {
  /** The label of the search field. */
  label: string
  chosen?: string
  onPick(sport: string): void
}

/** All of Strava's sports by group, and a search. */
export function SportPicker({ label, chosen, onPick }: SportPickerProps) {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const groups = SPORT_GROUPS.map(({ label: group, sports }) => ({
    group,
    sports: sports.filter((sport) => `${labelOf(sport)} ${sport} ${group}`.toLowerCase().includes(wanted)),
  })).filter(({ sports }) => sports.length > 0)
  return (
    <div class="sport-picker">
      <input
        type="search"
        aria-label={label}
        placeholder="Search sports"
        value={search}
        onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        onKeyDown={(event) => {
          const first = groups[0]?.sports[0]
          if (event.key !== 'Enter' || !first) return
          event.preventDefault()
          onPick(first)
        }}
      />
      <div class="sports">
        {groups.map(({ group, sports }) => (
          <fieldset key={group}>
            <legend>{group}</legend>
            {sports.map((sport) => (
              <button
                key={sport}
                type="button"
                aria-pressed={chosen === undefined ? undefined : chosen === sport}
                onClick={() => onPick(sport)}
              >
                <span aria-hidden="true">{emojiOf(sport)}</span> {labelOf(sport)}
              </button>
            ))}
          </fieldset>
        ))}
        {groups.length === 0 ? <p class="quiet">Strava has no such sport.</p> : undefined}
      </div>
    </div>
  )
}
