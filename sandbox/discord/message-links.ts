import type { DiscordMessage, Json } from './discord-types.ts'
import { parseBlocks } from './markdown-blocks.ts'
import type { MarkdownNode } from './parse-markdown.ts'
import { everyComponent } from './rules/component-tree.ts'

const plainTextOf = (nodes: MarkdownNode[]): string =>
  nodes
    .map((node) => ('children' in node ? plainTextOf(node.children) : 'text' in node ? node.text : node.source))
    .join('')

/** Except in replies to interactions, Discord shows a masked link with an emoji in its text as raw text. */
export const hasEmoji = (link: MarkdownNode & { kind: 'link' }): boolean =>
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3|<a?:\w+:\d+>/u.test(plainTextOf(link.children))

/** Labels and URLs of link buttons and masked links. */
export function findLinks(
  message: Pick<DiscordMessage, 'content' | 'components' | 'embeds'>,
): { label: string; url: string }[] {
  const inText = (nodes: MarkdownNode[]): { label: string; url: string }[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'link') return [{ label: plainTextOf(node.children), url: node.url }]
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
