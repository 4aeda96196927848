import { parseBlocks } from '../../../discord/markdown-blocks.ts'
import type { MarkdownNode } from '../../../discord/parse-markdown.ts'
import { texts } from '../../../discord/rules/component-tree.ts'
import type { MessageView } from '../../protocol.ts'
import { commandTitle } from './command-names.ts'
import { nameOf } from './people.ts'
import { formatMoment } from './timestamp.tsx'

/** The text of Markdown without formatting. */
export const nodesToText = (nodes: readonly MarkdownNode[]): string =>
  nodes
    .map((node) => {
      if ('children' in node) return nodesToText(node.children)
      if ('text' in node) return node.text
      if (node.kind === 'time') return formatMoment(node.unix * 1000, node.style)
      if (node.kind === 'mention' && node.of === 'user') return `@${nameOf(node.id)}`
      if (node.kind === 'mention' && node.of === 'command') return commandTitle(node.name)
      return node.source
    })
    .join('')

/** The first line of a message, for the line above a reply. */
export function excerptOf(message: MessageView): string {
  const [first = ''] = [message.content, ...texts(message.components)].filter((text) => text !== '')
  const [block] = parseBlocks(first)
  return block ? (nodesToText(block.children).trim().split('\n')[0] ?? '') : ''
}
