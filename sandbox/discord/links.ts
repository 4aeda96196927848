import { parseBlocks } from './blocks.ts'
import type { Node } from './markdown.ts'
import { everyComponent } from './rules/tree.ts'
import type { Json, Message } from './types.ts'

/** Labels and addresses of the link buttons and masked links. */
export function linksOf(message: Pick<Message, 'content' | 'components' | 'embeds'>): { label: string; url: string }[] {
  const plain = (nodes: Node[]): string =>
    nodes.map((node) => ('children' in node ? plain(node.children) : 'text' in node ? node.text : node.source)).join('')
  const inText = (nodes: Node[]): { label: string; url: string }[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'link') return [{ label: plain(node.children), url: node.url }]
      if (node.kind === 'url') return [{ label: node.url, url: node.url }]
      return 'children' in node ? inText(node.children) : []
    })
  const fromText = (text: unknown) =>
    typeof text === 'string' ? parseBlocks(text).flatMap((block) => inText(block.children)) : []
  const fromEmbeds = message.embeds.flatMap((embed) => [
    ...(embed.url ? [{ label: String(embed.title ?? embed.url), url: String(embed.url) }] : []),
    ...fromText(embed.description),
    ...((embed.fields as Json[] | undefined) ?? []).flatMap((field) => fromText(field.value)),
  ])
  const fromComponents = everyComponent(message.components).flatMap((one) => {
    if (one.type === 10) return fromText(one.content)
    return one.type === 2 && one.url ? [{ label: String(one.label ?? ''), url: String(one.url) }] : []
  })
  return [...fromText(message.content), ...fromEmbeds, ...fromComponents]
}
