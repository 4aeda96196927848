import { useState } from 'preact/hooks'
import type { RecordedPoint } from '../../../strava/recorded-track.ts'
import type { AthleteView } from '../../strava-protocol.ts'
import { tryTo } from '../store.ts'
import { Dialog } from './dialog.tsx'
import { type MapPoint, toTrack } from './drawn-track.ts'
import { FinishFields } from './finish-fields.tsx'
import { emptyForm, findFault, toNewActivity, withSport, withTrack } from './finish-form.ts'
import { GpxPicker } from './gpx-picker.tsx'
import type { GpxTrack } from './read-gpx.ts'
import { RouteMap } from './route-map.tsx'
import { SportPicker } from './sport-picker.tsx'
import { emojiOf, isMeasured, labelOf } from './sports.ts'
import { hourNow, notify } from './strava-store.ts'

type RouteSource = 'invented' | 'drawn' | 'file'

const SOURCES: { source: RouteSource; label: string }[] = [
  { source: 'invented', label: 'Invented' },
  { source: 'drawn', label: 'Draw it' },
  { source: 'file', label: 'GPX file' },
]

/** A dialog with all fields of a new activity. */
export function FinishDialog({ athlete, onClose }: { athlete: AthleteView; onClose(): void }) {
  const [form, setForm] = useState(() => emptyForm('Run', hourNow()))
  const [source, setSource] = useState<RouteSource>('invented')
  const [strokes, setStrokes] = useState<readonly MapPoint[][]>([])
  const [gpx, setGpx] = useState<GpxTrack>()
  const [fault, setFault] = useState<string>()

  const drawn = strokes.flat()
  const trackFor = (from: RouteSource, points: readonly MapPoint[] = drawn, file = gpx) =>
    from === 'file' ? file?.track : from === 'drawn' && points.length > 1 ? toTrack(points) : undefined
  const track = form.isIndoor ? undefined : trackFor(source)

  /** Fills the form with a track's figures, or with the usual ones if there is no track. */
  function follow(next: readonly RecordedPoint[] | undefined, name?: string) {
    setForm((current) => {
      const named = name ? { ...current, name } : current
      if (next) return withTrack(named, next)
      const { distance, time, climb } = emptyForm(current.sport, hourNow())
      return { ...named, distance, time, climb }
    })
  }
  function pickSport(sport: string) {
    const next = withSport(form, sport, hourNow())
    setForm(track ? withTrack(next, track) : next)
  }

  async function finish() {
    const found = findFault(form)
    setFault(found)
    if (found) return
    const activity = toNewActivity(form, track)
    if (!(await tryTo('finishActivity', { athleteId: athlete.id, activity }))) return
    notify(athlete, `Finished: ${form.name}.`)
    onClose()
  }

  return (
    <Dialog title={`${athlete.name}: finish an activity`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void finish()
        }}
      >
        <details class="field">
          <summary>
            Sport: <span aria-hidden="true">{emojiOf(form.sport)}</span> {labelOf(form.sport)}
          </summary>
          <SportPicker label="Search sports to choose one" chosen={form.sport} onPick={pickSport} />
        </details>
        {form.isIndoor ? undefined : (
          <fieldset class="field">
            <legend>Route</legend>
            <div class="segments">
              {SOURCES.map(({ source: one, label }) => (
                <label key={one}>
                  <input
                    type="radio"
                    name="route"
                    checked={source === one}
                    onChange={() => {
                      setSource(one)
                      follow(trackFor(one))
                    }}
                  />
                  {label}
                </label>
              ))}
            </div>
            {source === 'invented' ? (
              <small>{isMeasured(form.sport) ? 'One is made up for you.' : 'This sport usually has none.'}</small>
            ) : undefined}
            {source === 'drawn' ? (
              <RouteMap
                strokes={strokes}
                onChange={(next) => {
                  setStrokes(next)
                  follow(trackFor('drawn', next.flat()))
                }}
              />
            ) : undefined}
            {source === 'file' ? (
              <GpxPicker
                track={gpx?.track}
                onRead={(file) => {
                  setGpx(file)
                  follow(file.track, file.name)
                }}
              />
            ) : undefined}
          </fieldset>
        )}
        <FinishFields form={form} track={track} onChange={setForm} />
        {fault ? (
          <p class="fault" role="alert">
            {fault}
          </p>
        ) : undefined}
        <footer>
          <button type="submit" class="primary">
            Finish
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
