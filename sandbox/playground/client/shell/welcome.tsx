import type { ComponentChildren } from 'preact'
import { entities } from '../connection.ts'
import { program } from '../inside/inside-state.ts'
import { channel, guilds, me, openChannel, tryTo } from '../store.ts'
import { athletes, finishNow } from '../strava/strava-store.ts'
import { persisted } from './shell-state.ts'

const isDismissed = persisted('welcomed', false)

/** A channel in which commands can be run: the open one, or the first. */
function commandChannel() {
  if (channel.value?.guildId && channel.value.commandIds.length > 0) return channel.value
  return firstChannel()
}

/** The channel with the initial feed. */
const firstChannel = () =>
  Object.values(entities.value.channel).find(({ guildId, commandIds }) => guildId && commandIds.length > 0)

function run(command: string): void {
  const where = commandChannel()
  if (!where) return
  openChannel(where)
  void tryTo('runCommand', { channelId: where.id, command })
}

/** Finishes a run of another connected member, which the bot then posts. */
function finishRun(): void {
  const runner = connectedAthlete()
  const where = firstChannel()
  if (!runner || !where) return
  openChannel(where)
  void finishNow(runner, 'Run')
}

/** Prefers a member whose activities are posted automatically. */
function connectedAthlete() {
  const others = athletes.value.filter(({ scopes, personId }) => scopes && personId !== me.value?.id)
  return others.find(({ postsAtFirst }) => postsAtFirst) ?? others[0]
}

const Try = ({ onClick, children }: { onClick(): void; children: ComponentChildren }) => (
  <button type="button" class="try" onClick={onClick}>
    {children}
  </button>
)

/** Admins without a Strava account manage the server; members connect and use commands. */
function OwnSteps() {
  const { id = '' } = me.value ?? {}
  const own = athletes.value.find(({ personId }) => personId === id)
  const isAdmin = guilds.value.some(({ members }) => members.some((one) => one.personId === id && one.isAdmin))
  return (
    <>
      {own?.scopes || (isAdmin && !own) ? undefined : <Try onClick={() => run('/strava link')}>Connect Strava</Try>}
      {own ? <Try onClick={() => run('/strava recent')}>Show recent activities</Try> : undefined}
      {isAdmin ? <Try onClick={() => run('/strava-admin settings')}>Choose where to post</Try> : undefined}
      {isAdmin ? <Try onClick={() => run('/strava-admin members')}>See who takes part</Try> : undefined}
    </>
  )
}

/** Suggestions for first-time visitors. */
export function Welcome() {
  if (isDismissed.value || !me.value || !program.value?.isOnline) return null
  return (
    <section class="welcome" aria-label="First steps">
      <p>
        You are <b>{me.value.displayName}</b>. Everyone here is invented; the bot is real. Try it:
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
      <div class="tries">
        <OwnSteps />
        {connectedAthlete() ? <Try onClick={finishRun}>Have someone finish a run</Try> : undefined}
      </div>
    </section>
  )
}
