import type { ChannelView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { channel, channels, guildId, openChannel } from '../store.ts'
import { Face } from './face.tsx'
import { phoneView } from './shell-state.ts'
import { isUnread } from './unread.ts'
import { UserPanel } from './user-panel.tsx'

const SIGNS = { text: '#', announcement: '📣', forum: '💬', thread: '↳', direct: '@' } as const

const GROUPS = [
  { title: 'Text channels', types: ['text'] },
  { title: 'Announcements', types: ['announcement'] },
  { title: 'Forums', types: ['forum'] },
  { title: 'Apps', types: ['direct'] },
]

function ChannelButton({ one }: { one: ChannelView }) {
  const unread = isUnread(one.id)
  return (
    <button
      type="button"
      class="channel"
      data-unread={unread}
      aria-current={one.id === channel.value?.id ? 'page' : undefined}
      onClick={() => {
        openChannel(one)
        phoneView.value = 'chat'
      }}
    >
      {one.type === 'direct' ? (
        <Face personId="bot" size={24} />
      ) : (
        <span class="sign" aria-hidden="true">
          {SIGNS[one.type]}
        </span>
      )}
      <span class="channel-name">{one.type === 'direct' ? 'Domestique' : one.name}</span>
      {unread ? <span class="visually-hidden">, new messages</span> : undefined}
    </button>
  )
}

/** A channel with its threads. A forum can't be opened, because it has no messages of its own. */
function ChannelEntry({ one }: { one: ChannelView }) {
  const threads = channels.value.filter(({ parentId }) => parentId === one.id)
  return (
    <li>
      {one.type === 'forum' ? (
        <span class="channel forum">
          <span class="sign" aria-hidden="true">
            {SIGNS.forum}
          </span>
          {one.name}
        </span>
      ) : (
        <ChannelButton one={one} />
      )}
      {threads.length > 0 ? (
        <ul class="threads">
          {threads.map((thread) => (
            <li key={thread.id}>
              <ChannelButton one={thread} />
            </li>
          ))}
        </ul>
      ) : undefined}
    </li>
  )
}

/** The channels of the open server, and the current person. */
export function ChannelList() {
  return (
    <section class="channels" aria-label="Channels and you">
      <h2>{entities.value.guild[guildId.value]?.name ?? 'Direct messages'}</h2>
      <nav aria-label="Channels">
        {GROUPS.map(({ title, types }) => {
          const group = channels.value.filter(({ type }) => types.includes(type))
          return group.length === 0 ? undefined : (
            <div key={title}>
              <h3>{title}</h3>
              <ul>
                {group.map((one) => (
                  <ChannelEntry key={one.id} one={one} />
                ))}
              </ul>
            </div>
          )
        })}
      </nav>
      <UserPanel />
    </section>
  )
}
