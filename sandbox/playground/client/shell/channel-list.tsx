import { becomePerson, entities } from '../connection.ts'
import { channel, channels, guildId, me, openChannel } from '../store.ts'

/** The channels of the open server, and who one is. */
export function ChannelList() {
  return (
    <section class="channels">
      <h2>{entities.value.guild[guildId.value]?.name ?? 'Private messages'}</h2>
      <nav aria-label="Channels">
        {channels.value.map((one) => (
          <button
            key={one.id}
            type="button"
            aria-current={one.id === channel.value?.id ? 'page' : undefined}
            onClick={() => openChannel(one)}
          >
            {one.type === 'direct' ? 'Domestique' : `# ${one.name}`}
          </button>
        ))}
      </nav>
      <label class="who">
        You are
        <select value={me.value?.id} onChange={({ currentTarget }) => becomePerson(currentTarget.value)}>
          {Object.values(entities.value.person).map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </select>
      </label>
    </section>
  )
}
