import { chosenGuild, guildId, guilds } from '../store.ts'

/** The servers, and the way to private messages. */
export function GuildRail() {
  const entry = (id: string, name: string, sign: string) => (
    <button
      key={id}
      type="button"
      class="guild"
      aria-current={guildId.value === id ? 'true' : undefined}
      aria-label={name}
      title={name}
      data-sign={sign}
      onClick={() => {
        chosenGuild.value = id
      }}
    ></button>
  )
  const initials = (name: string) =>
    name
      .split(' ')
      .map((word) => word[0] ?? '')
      .join('')
      .slice(0, 3)
  return (
    <nav class="guilds" aria-label="Servers">
      {entry('direct', 'Private messages', '✉')}
      {guilds.value.map(({ id, name }) => entry(id, name, initials(name)))}
    </nav>
  )
}
