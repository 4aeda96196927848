import { useState } from 'preact/hooks'
import { channel, tryTo } from '../store.ts'

export function Composer() {
  const [line, setLine] = useState('')
  const here = channel.value
  if (!here) return null
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void tryTo('runCommand', { channelId: here.id, line })
        setLine('')
      }}
    >
      <input
        aria-label="A command"
        value={line}
        placeholder="/strava recent"
        onInput={({ currentTarget }) => setLine(currentTarget.value)}
      />
    </form>
  )
}
