import type { ComponentChildren } from 'preact'
import { entities } from '../connection.ts'
import { program } from '../inside/inside-state.ts'
import { channel, guilds, me, openChannel, tryTo } from '../store.ts'
import { athletes, finishNow } from '../strava/strava-store.ts'
import { persisted } from './shell-state.ts'

const isDismissed = persisted('welcomed', false)

/** Where a command can be run: here, or in the first channel. */
function commandChannel() {
  if (channel.value?.guildId && channel.value.commandIds.length > 0) return channel.value
  return firstChannel()
}

/** The channel that gets posts at first. */
const firstChannel = () =>
  Object.values(entities.value.channel).find(({ guildId, commandIds }) => guildId && commandIds.length > 0)

function run(command: string): void {
  const where = commandChannel()
  if (!where) return
  openChannel(where)
  void tryTo('runCommand', { channelId: where.id, command })
}

/** Somebody else's run, if anybody else is connected: the post comes by itself. */
function finishRun(): void {
  const runner = connectedAthlete()
  const where = firstChannel()
  if (!runner || !where) return
  openChannel(where)
  void finishNow(runner, 'Run')
}

/** Rather one whose activities are posted without a question. */
function connectedAthlete() {
  const others = athletes.value.filter(({ scopes, personId }) => scopes && personId !== me.value?.id)
  return others.find(({ postsAtFirst }) => postsAtFirst) ?? others[0]
}

const Try = ({ onClick, children }: { onClick(): void; children: ComponentChildren }) => (
  <button type="button" class="try" onClick={onClick}>
    {children}
  </button>
)

/** An admin without an account looks after the server; a member connects, and asks. */
function OwnSteps() {
  const { id = '' } = me.value ?? {}
  const own = athletes.value.find(({ personId }) => personId === id)
  const isAdmin = guilds.value.some(({ members }) => members.some((one) => one.personId === id && one.isAdmin))
  return (
    <>
      {own?.scopes || (isAdmin && !own) ? undefined : <Try onClick={() => run('/strava link')}>Connect Strava</Try>}
      {own ? <Try onClick={() => run('/strava recent')}>Ask for recent activities</Try> : undefined}
      {isAdmin ? <Try onClick={() => run('/strava-admin settings')}>Choose where to post</Try> : undefined}
      {isAdmin ? <Try onClick={() => run('/strava-admin members')}>See who takes part</Try> : undefined}
    </>
  )
}

/** What somebody who is here for the first time can do. */
export function Welcome() {
  if (isDismissed.value || !me.value || !program.value?.isOnline) return null
  return (
    <section class="welcome" aria-label="First steps">
      <p>
        You are <b>{me.value.displayName}</b>. Everybody here is invented; the bot is real. Try it:
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
        {connectedAthlete() ? <Try onClick={finishRun}>Let somebody finish a run</Try> : undefined}
      </div>
    </section>
  )
}
