import { BOT_FACE } from '../../faces.ts'
import { entities } from '../connection.ts'
import { chosenGuild, guildId, guilds } from '../store.ts'
import { isUnread } from './unread.ts'

const initialsOf = (name: string) =>
  name
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 3)

function GuildButton({ id, name }: { id: string; name: string }) {
  const unread = Object.values(entities.value.channel).some(
    (one) => (one.guildId ?? 'direct') === id && isUnread(one.id),
  )
  const isOpen = guildId.value === id
  return (
    <button
      type="button"
      class="guild"
      aria-current={isOpen ? 'true' : undefined}
      aria-label={unread ? `${name}, new messages` : name}
      title={name}
      data-unread={unread && !isOpen}
      data-sign={id === 'direct' ? '' : initialsOf(name)}
      style={id === 'direct' ? { backgroundImage: `url("${BOT_FACE}")` } : {}}
      onClick={() => {
        chosenGuild.value = id
      }}
    ></button>
  )
}

/** The servers, and the way to private messages. */
export function GuildRail() {
  return (
    <nav class="guilds" aria-label="Servers">
      <GuildButton id="direct" name="Private messages" />
      <hr />
      {guilds.value.map(({ id, name }) => (
        <GuildButton key={id} id={id} name={name} />
      ))}
    </nav>
  )
}
