import { BOT_FACE } from '../../faces.ts'
import { entities } from '../connection.ts'
import { chosenGuild, guildId, guilds } from '../store.ts'
import { countUnread } from './unread.ts'

const initialsOf = (name: string) =>
  name
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 3)

function GuildButton({ id, name }: { id: string; name: string }) {
  const unread = Object.values(entities.value.channel)
    .filter((one) => (one.guildId ?? 'direct') === id)
    .reduce((sum, one) => sum + countUnread(one.id), 0)
  const isOpen = guildId.value === id
  return (
    <button
      type="button"
      class="guild"
      aria-current={isOpen ? 'true' : undefined}
      aria-label={unread > 0 ? `${name}, new messages: ${unread}` : name}
      title={name}
      data-unread={unread > 0 && !isOpen}
      data-sign={id === 'direct' ? '' : initialsOf(name)}
      style={id === 'direct' ? { backgroundImage: `url("${BOT_FACE}")` } : {}}
      onClick={() => {
        chosenGuild.value = id
      }}
    >
      {id === 'direct' && unread > 0 ? (
        <span class="badge" aria-hidden="true">
          {unread}
        </span>
      ) : undefined}
    </button>
  )
}

/** The buttons for servers and direct messages. */
export function GuildRail() {
  return (
    <nav class="guilds" aria-label="Servers">
      <GuildButton id="direct" name="Direct messages" />
      <hr />
      {guilds.value.map(({ id, name }) => (
        <GuildButton key={id} id={id} name={name} />
      ))}
    </nav>
  )
}
