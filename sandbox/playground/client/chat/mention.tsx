import type { MarkdownNode } from '../../../discord/parse-markdown.ts'
import { entities } from '../connection.ts'
import { composerLine, guildId, openChannel, session } from '../store.ts'
import { commandTitle } from './command-names.ts'
import { nameOf } from './people.ts'
import { openPersonCard } from './person-card.tsx'

type MentionOf = (MarkdownNode & { kind: 'mention' })['of']

function ChannelMention({ id }: { id: string }) {
  const channel = entities.value.channel[id]
  if (!channel) return <span class="mention"># No Access</span>
  return (
    <button type="button" class="mention" onClick={() => openChannel(channel)}>
      #{channel.name}
    </button>
  )
}

function PersonMention({ id }: { id: string }) {
  const name = `@${nameOf(id)}`
  if (!entities.value.person[id]) return <span class="mention">{name}</span>
  return (
    <button
      type="button"
      class="mention"
      aria-haspopup="dialog"
      onClick={({ currentTarget }) => openPersonCard(id, currentTarget)}
    >
      {name}
    </button>
  )
}

/** A user, role, channel, command or emoji in a text. */
export function Mention({ of, id, name }: { of: MentionOf; id: string; name: string }) {
  switch (of) {
    case 'emoji':
      return <span title={`The emoji ${name} of a server, whose picture this page can’t load`}>:{name}:</span>
    case 'channel':
      return <ChannelMention id={id} />
    case 'role': {
      const role = entities.value.guild[guildId.value]?.roles.find((one) => one.id === id)
      return <span class="mention">@{role?.name ?? 'unknown-role'}</span>
    }
    case 'command': {
      const title = commandTitle(name)
      return (
        <button
          type="button"
          class="mention"
          onClick={() => {
            composerLine.value = title
          }}
        >
          {title}
        </button>
      )
    }
    default:
      return id === session.value?.botUserId ? <span class="mention">@{nameOf(id)}</span> : <PersonMention id={id} />
  }
}
