import type { DiscordState, MessageRecord } from './discord-state.ts'
import { type MarkdownNode, parseMarkdown } from './parse-markdown.ts'
import { texts } from './rules/component-tree.ts'

/** Who is pinged, according to allowed_mentions and its defaults. */
export function findPings(state: DiscordState, message: MessageRecord): string[] {
  const { allowed } = message
  const byDefault = message.interaction ? ['users'] : ['users', 'roles', 'everyone']
  const says = allowed.parse !== undefined || allowed.users !== undefined || allowed.roles !== undefined
  const parse = says ? (allowed.parse ?? []) : byDefault
  const found = [message.content, ...texts(message.components)].flatMap((text) => mentionsIn(parseMarkdown(text)))
  const pinged = found.flatMap((one) => {
    if (one.kind === 'mass') return parse.includes('everyone') ? [one.name] : []
    if (one.kind === 'user') {
      const name = state.people.get(one.id)?.username ?? one.id
      return parse.includes('users') || allowed.users?.includes(one.id) ? [`@${name}`] : []
    }
    return parse.includes('roles') || allowed.roles?.includes(one.id) ? [`@&${one.id}`] : []
  })
  return [...new Set(pinged)]
}

type PingMention = { kind: 'mass'; name: string } | { kind: 'user' | 'role'; id: string }

function mentionsIn(nodes: MarkdownNode[]): PingMention[] {
  return nodes.flatMap((node): PingMention[] => {
    if (node.kind === 'mass') return [{ kind: 'mass', name: node.name }]
    if (node.kind === 'mention' && (node.of === 'user' || node.of === 'role')) return [{ kind: node.of, id: node.id }]
    return 'children' in node ? mentionsIn(node.children) : []
  })
}
