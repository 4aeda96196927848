import { type MarkdownNode, parseMarkdown } from './parse-markdown.ts'

export type MarkdownBlock =
  | { kind: 'line'; children: MarkdownNode[]; source: string }
  | { kind: 'heading' | 'subtext' | 'quote' | 'item'; mark: string; children: MarkdownNode[]; source: string }

const BLOCK_PATTERNS: [kind: 'heading' | 'subtext' | 'quote' | 'item', pattern: RegExp][] = [
  ['subtext', /^(\s*-#)\s+(?=\S)/],
  ['heading', /^(#{1,3})\s+(?=\S)/],
  ['quote', /^(>(?:>>)?)\s/],
  ['item', /^(\s*(?:[-*]|\d{1,9}\.))\s+(?=\S)/],
]

/** The blocks of a text. Consecutive plain lines form one block, because formatting may span them. */
export function parseBlocks(text: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = []
  let plain: string[] = []
  const flush = () => {
    if (plain.length > 0)
      blocks.push({ kind: 'line', children: parseMarkdown(plain.join('\n')), source: plain.join('\n') })
    plain = []
  }
  let fenced = false
  for (const line of text.split('\n')) {
    const start = fenced ? undefined : BLOCK_PATTERNS.find(([, pattern]) => pattern.test(line))
    if ((line.match(/```/g)?.length ?? 0) % 2 === 1) fenced = !fenced
    if (start === undefined) {
      plain.push(line)
      continue
    }
    flush()
    const [kind, pattern] = start
    const match = pattern.exec(line)
    const children = parseMarkdown(line.slice(match?.[0].length ?? 0))
    blocks.push({ kind, mark: match?.[1] ?? '', children, source: line })
  }
  flush()
  return blocks
}
