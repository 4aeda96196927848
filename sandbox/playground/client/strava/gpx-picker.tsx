import { useState } from 'preact/hooks'
import type { RecordedPoint } from '../../../strava/recorded-track.ts'
import { toOutline } from './drawn-track.ts'
import { figuresOf } from './finish-form.ts'
import { GpxError, type GpxTrack, MOST_GPX_BYTES, readGpx } from './read-gpx.ts'

const parseXml = (text: string) => new DOMParser().parseFromString(text, 'application/xml')

async function readFile(file: File): Promise<GpxTrack> {
  if (file.size > MOST_GPX_BYTES) throw new GpxError('This file is larger than 5 MB.')
  return readGpx(await file.text(), parseXml)
}

function describe(track: readonly RecordedPoint[]): string {
  const { distance, climb, time } = figuresOf(track)
  const parts = [`${track.length} points`, `${distance} km`]
  return [...parts, ...(climb ? [`${climb} m of climb`] : []), ...(time ? [time] : ['no times'])].join(', ')
}

interface GpxPickerProps {
  track: readonly RecordedPoint[] | undefined
  onRead(gpx: GpxTrack): void
}

/** Accepts a dropped or chosen file, and reads it in the browser. */
export function GpxPicker({ track, onRead }: GpxPickerProps) {
  const [fault, setFault] = useState<string>()
  const [isOver, setOver] = useState(false)

  async function take(file: File | undefined) {
    if (!file) return
    setFault(undefined)
    try {
      onRead(await readFile(file))
    } catch (error) {
      setFault(error instanceof GpxError ? error.message : 'This file can’t be read.')
    }
  }

  return (
    <div class="gpx-picker">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the file input inside works with the keyboard. */}
      <div
        class="drop-zone"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void take(event.dataTransfer?.files[0])
        }}
      >
        <label>
          Drop a GPX file here, or choose one
          <input
            type="file"
            accept=".gpx,application/gpx+xml"
            onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
          />
        </label>
        <small>Only this playground reads the file.</small>
      </div>
      {fault ? (
        <p class="fault" role="alert">
          {fault}
        </p>
      ) : undefined}
      {track ? (
        <>
          <svg class="outline" viewBox="-6 -6 252 132" role="img" aria-label="The track">
            <polyline class="route" points={toOutline(track, 240, 120)} />
          </svg>
          <p role="status">{describe(track)}</p>
        </>
      ) : undefined}
    </div>
  )
}
