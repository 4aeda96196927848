import { channel, composerLine, tryTo } from '../store.ts'

export function Composer() {
  const line = composerLine.value
  const here = channel.value
  if (!here) return null
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void tryTo('runCommand', { channelId: here.id, line })
        composerLine.value = ''
      }}
    >
      <input
        aria-label="A command"
        value={line}
        placeholder="/strava recent"
        onInput={({ currentTarget }) => {
          composerLine.value = currentTarget.value
        }}
      />
    </form>
  )
}
