import './markdown.css'
import { type MarkdownBlock, parseBlocks } from '../../../discord/markdown-blocks.ts'
import type { MarkdownNode } from '../../../discord/parse-markdown.ts'
import { MarkdownNodes } from './markdown-node.tsx'

interface Item {
  depth: number
  /** Undefined in a bulleted list. */
  number: number | undefined
  children: MarkdownNode[]
}

type Part =
  | { kind: 'quote'; blocks: MarkdownBlock[] }
  | { kind: 'list'; items: Item[] }
  | { kind: 'block'; block: MarkdownBlock }

/** The number of spaces by which Discord indents a nested list. */
const INDENTATION = 2

function toItem({ mark, children }: MarkdownBlock & { mark: string }): Item {
  const sign = mark.trim()
  return {
    depth: Math.floor((mark.length - sign.length) / INDENTATION),
    number: /^\d/.test(sign) ? Number.parseInt(sign, 10) : undefined,
    children,
  }
}

/** Groups consecutive lines into one quote or list. */
function toParts(blocks: MarkdownBlock[]): Part[] {
  const parts: Part[] = []
  for (const [at, block] of blocks.entries()) {
    const last = parts.at(-1)
    if (block.kind === 'quote') {
      const line: MarkdownBlock = { kind: 'line', children: block.children, source: block.source }
      // Everything after this marker is a quote.
      if (block.mark === '>>>') return [...parts, { kind: 'quote', blocks: [line, ...blocks.slice(at + 1)] }]
      if (last?.kind === 'quote') last.blocks.push(line)
      else parts.push({ kind: 'quote', blocks: [line] })
    } else if (block.kind === 'item') {
      const item = toItem(block)
      const [first] = last?.kind === 'list' ? last.items : []
      const isOther = first?.depth === item.depth && (first.number === undefined) !== (item.number === undefined)
      if (last?.kind === 'list' && !isOther) last.items.push(item)
      else parts.push({ kind: 'list', items: [item] })
    } else parts.push({ kind: 'block', block })
  }
  return parts
}

interface MarkdownOptions {
  /** Discord shows masked links with an emoji in their text only in replies to interactions. */
  isReply?: boolean | undefined
}

function List({ items, isReply }: { items: readonly Item[] } & MarkdownOptions) {
  const [first] = items
  const entries: { item: Item; inner: Item[] }[] = []
  for (const item of items) {
    const last = entries.at(-1)
    if (last && item.depth > (first?.depth ?? 0)) last.inner.push(item)
    else entries.push({ item, inner: [] })
  }
  const shown = entries.map(({ item, inner }, index) => (
    <li key={index} dir="auto">
      <MarkdownNodes nodes={item.children} isReply={isReply} />
      {inner.length > 0 ? <List items={inner} isReply={isReply} /> : undefined}
    </li>
  ))
  return first?.number === undefined ? <ul>{shown}</ul> : <ol start={first.number}>{shown}</ol>
}

const HEADINGS = { '#': 'h3', '##': 'h4', '###': 'h5' } as const

function Block({ block, isReply }: { block: MarkdownBlock } & MarkdownOptions) {
  const inner = <MarkdownNodes nodes={block.children} isReply={isReply} />
  if (block.kind === 'heading') {
    const Heading = HEADINGS[block.mark as keyof typeof HEADINGS]
    return <Heading dir="auto">{inner}</Heading>
  }
  const name = block.kind === 'subtext' ? 'subtext' : 'line'
  return (
    <div class={name} dir="auto">
      {inner}
    </div>
  )
}

function Blocks({ blocks, isReply }: { blocks: MarkdownBlock[] } & MarkdownOptions) {
  return (
    <>
      {toParts(blocks).map((part, index) => {
        const key = `${part.kind} ${index}`
        if (part.kind === 'list') return <List key={key} items={part.items} isReply={isReply} />
        if (part.kind === 'block') return <Block key={key} block={part.block} isReply={isReply} />
        return (
          <blockquote key={key}>
            <Blocks blocks={part.blocks} isReply={isReply} />
          </blockquote>
        )
      })}
    </>
  )
}

/** A message's text as Discord's client shows it. */
export function Markdown({ text, isReply }: { text: string } & MarkdownOptions) {
  return (
    <div class="markdown">
      <Blocks blocks={parseBlocks(text)} isReply={isReply} />
    </div>
  )
}
