import { ComponentType } from 'discord-api-types/v10'
import { withTimeout } from '../async.ts'

/** The ids of the registered slash commands, by first word. Empty if unknown. */
export type CommandIds = Readonly<Record<string, string>>

/** A command without options in a text: `/strava link` in backticks. */
const COMMAND_PATTERN = /`\/([\w-]+)((?: [\w-]+)*)`/g

/** Turns command names into mentions (https://discord.com/developers/docs/reference#message-formatting). */
const mentionCommands = (text: string, ids: CommandIds): string =>
  text.replace(COMMAND_PATTERN, (named, command: string, subcommand: string) => {
    const id = Object.hasOwn(ids, command) ? ids[command] : undefined
    return id && subcommand ? `</${command}${subcommand}:${id}>` : named
  })

/** The component, with the commands in its texts as mentions. */
export function withCommandMentions<Component>(component: Component, ids: CommandIds): Component {
  if (Array.isArray(component)) return component.map((one) => withCommandMentions(one, ids)) as Component
  if (typeof component !== 'object' || component === null) return component
  const { type, content, components } = component as { type?: unknown; content?: unknown; components?: unknown }
  return {
    ...component,
    ...(type === ComponentType.TextDisplay ? { content: mentionCommands(String(content), ids) } : {}),
    ...(components ? { components: withCommandMentions(components, ids) } : {}),
  }
}

/** How long ids, or their absence, are cached. Milliseconds. */
const KNOWN_TTL_MS = 600_000
const UNKNOWN_TTL_MS = 10_000
/** If Redis hangs, a reply waits no longer than this: error messages are due within three seconds. */
const READ_TIMEOUT_MS = 250

/**
 * The ids of the registered commands, at most a few minutes old. Empty if they cannot be read: names then stay plain
 * text.
 */
export function createCommandIds({
  read,
  now,
}: {
  read: () => Promise<{ ids: CommandIds } | undefined>
  now: () => number
}): () => Promise<CommandIds> {
  let ids: CommandIds = {}
  let readAgainAt = 0
  return async () => {
    if (now() < readAgainAt) return ids
    const registered = await withTimeout(READ_TIMEOUT_MS, read()).catch(() => undefined)
    ids = registered?.ids ?? ids
    readAgainAt = now() + (registered ? KNOWN_TTL_MS : UNKNOWN_TTL_MS)
    return ids
  }
}
