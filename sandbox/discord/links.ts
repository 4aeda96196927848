import { parseBlocks } from './blocks.ts'
import type { Node } from './markdown.ts'
import { everyComponent } from './rules/tree.ts'
import type { Json, Message } from './types.ts'

const wordsOf = (nodes: Node[]): string =>
  nodes.map((node) => ('children' in node ? wordsOf(node.children) : 'text' in node ? node.text : node.source)).join('')

/** Outside of answers to interactions, Discord shows a masked link whose words hold an emoji as it is written. */
export const hasEmoji = (link: Node & { kind: 'link' }): boolean =>
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3|<a?:\w+:\d+>/u.test(wordsOf(link.children))

/** Labels and addresses of the link buttons and masked links. */
export function linksOf(message: Pick<Message, 'content' | 'components' | 'embeds'>): { label: string; url: string }[] {
  const inText = (nodes: Node[]): { label: string; url: string }[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'link') return [{ label: wordsOf(node.children), url: node.url }]
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
