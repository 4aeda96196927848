import type { ComponentChildren } from 'preact'
import { entities } from '../connection.ts'
import { program } from '../inside/inside-state.ts'
import { channel, me, openChannel, tryTo } from '../store.ts'
import { athletes, finishNow } from '../strava/strava-store.ts'
import { persisted } from './shell-state.ts'

const isDismissed = persisted('welcomed', false)

/** Where a command can be run: here, or in the first channel. */
function commandChannel() {
  if (channel.value?.guildId && channel.value.commandIds.length > 0) return channel.value
  return Object.values(entities.value.channel).find(({ guildId, commandIds }) => guildId && commandIds.length > 0)
}

function run(command: string): void {
  const where = commandChannel()
  if (!where) return
  openChannel(where)
  void tryTo('runCommand', { channelId: where.id, command })
}

/** Somebody else's run, if anybody else is connected: the post comes by itself. */
function finishRun(): void {
  const runner = connectedAthlete()
  const where = commandChannel()
  if (!runner || !where) return
  openChannel(where)
  void finishNow(runner, 'Run')
}

const connectedAthlete = () => athletes.value.find(({ scopes, personId }) => scopes && personId !== me.value?.id)

const Try = ({ onClick, children }: { onClick(): void; children: ComponentChildren }) => (
  <button type="button" class="try" onClick={onClick}>
    {children}
  </button>
)

/** What somebody who is here for the first time can do. */
export function Welcome() {
  if (isDismissed.value || !me.value || !program.value?.isOnline) return null
  return (
    <section class="welcome" aria-label="First steps">
      <p>
        You are <b>{me.value.displayName}</b>, in a club where everybody is invented. The bot is real. Try:
      </p>
      <button
        type="button"
        class="icon-button"
        onClick={() => {
          isDismissed.value = true
        }}
      >
        Got it
      </button>
      <Try onClick={() => run('/strava recent')}>Ask for recent activities</Try>
      <Try onClick={() => run('/strava link')}>Connect Strava</Try>
      {connectedAthlete() ? <Try onClick={finishRun}>Let somebody finish a run</Try> : undefined}
    </section>
  )
}
