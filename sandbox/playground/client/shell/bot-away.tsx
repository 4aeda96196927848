import { entities, isConnected } from '../connection.ts'
import { program } from '../inside/inside-state.ts'

/** A notice that the bot is not running, and what to do. */
export function BotAway() {
  const { isOnline = true, isOwn = true } = program.value ?? {}
  const hasCommands = Object.keys(entities.value.command).length > 0
  const isAway = isConnected.value && !isOnline
  return (
    <div role="status">
      {isAway ? (
        <p class="bot-away">
          <b>The bot isn’t running.</b>{' '}
          {isOwn ? undefined : hasCommands ? (
            <>
              It is set up. Start it in your terminal: <code>npm start</code>
            </>
          ) : (
            'The terminal with the playground says how to set it up.'
          )}
        </p>
      ) : undefined}
    </div>
  )
}
