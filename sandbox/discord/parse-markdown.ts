/** Discord's inline Markdown; blocks are in `markdown-blocks.ts`. */
export type MarkdownNode =
  | { kind: 'text'; text: string; source: string }
  | { kind: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler'; children: MarkdownNode[]; source: string }
  | { kind: 'link'; children: MarkdownNode[]; url: string; source: string }
  | { kind: 'url'; url: string; source: string }
  | { kind: 'code'; text: string; source: string }
  | { kind: 'mention'; of: 'user' | 'role' | 'channel' | 'command' | 'emoji'; id: string; name: string; source: string }
  | { kind: 'mass'; name: 'everyone' | 'here'; source: string }
  | { kind: 'time'; unix: number; style: string; source: string }

type CreateNode = (match: RegExpExecArray) => MarkdownNode | undefined
type MarkdownRule = [pattern: RegExp, make: CreateNode]

const wrap =
  (kind: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler'): CreateNode =>
  (match) => ({ kind, children: parseMarkdown(match[1] ?? match[2] ?? ''), source: match[0] })
const mention =
  (of: 'user' | 'role' | 'channel' | 'command' | 'emoji'): CreateNode =>
  (match) => ({ kind: 'mention', of, id: match.groups?.id ?? '', name: match.groups?.name ?? '', source: match[0] })
const url: CreateNode = (match) => ({ kind: 'url', url: match[1] ?? match[0], source: match[0] })
const code: CreateNode = (match) => ({
  kind: 'code',
  text: (match[2] ?? '').replace(/^ (?=`)|(?<=`) $/g, ''),
  source: match[0],
})

const MARKDOWN_RULES: MarkdownRule[] = [
  [/^\\([^0-9A-Za-z\s])/, (match) => ({ kind: 'text', text: match[1] ?? '', source: match[0] })],
  [/^(```)(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```/i, code],
  [/^(`+)([\s\S]*?[^`])\1(?!`)/, code],
  [/^<t:(?<unix>-?\d{1,13})(?::(?<style>[tTdDfFRsS]))?>/, toTime],
  [/^<@!?(?<id>\d{17,20})>/, mention('user')],
  [/^<@&(?<id>\d{17,20})>/, mention('role')],
  [/^<#(?<id>\d{17,20})>/, mention('channel')],
  [/^<\/(?<name>[-_ \p{L}\p{N}]{1,100}):(?<id>\d{17,20})>/u, mention('command')],
  [/^<a?:(?<name>\w{2,32}):(?<id>\d{17,20})>/, mention('emoji')],
  [/^@(everyone|here)/, (match) => ({ kind: 'mass', name: match[1] as 'everyone' | 'here', source: match[0] })],
  [/^<(https?:\/\/[^\s<>]+)>/, url],
  [
    /^\[((?:\\.|\[[^\]]*\]|[^[\]\\])+)\]\(\s*<?(https?:\/\/(?:\([^)]*\)|[^\s()<>])+)>?(?:\s+['"][^'"]*['"])?\s*\)/,
    toLink,
  ],
  [/^https?:\/\/[^\s<]+[^<.,:;"'\]\s)*_~|`]/, url],
  [/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, wrap('strong')],
  [/^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, wrap('underline')],
  [
    /^_((?:__|\\[\s\S]|[^\\_])+?)_(?![0-9A-Za-z_])|^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/,
    wrap('em'),
  ],
  [/^~~([\s\S]+?)~~(?!_)/, wrap('strike')],
  [/^\|\|([\s\S]+?)\|\|/, wrap('spoiler')],
]

function toTime(match: RegExpExecArray): MarkdownNode {
  return { kind: 'time', unix: Number(match.groups?.unix), style: match.groups?.style ?? 'f', source: match[0] }
}

/** Discord does not render a masked link whose label looks like a URL. */
function toLink(match: RegExpExecArray): MarkdownNode | undefined {
  const [source, label = '', target = ''] = match
  if (/https?:\/\//.test(label)) return undefined
  return { kind: 'link', children: parseMarkdown(label), url: target, source }
}

const special = /[\\`<@[*_~|]|https?:\/\//g

export function parseMarkdown(text: string): MarkdownNode[] {
  const nodes: MarkdownNode[] = []
  const addText = (piece: string) => {
    const last = nodes.at(-1)
    if (last?.kind === 'text') Object.assign(last, { text: last.text + piece, source: last.source + piece })
    else nodes.push({ kind: 'text', text: piece, source: piece })
  }
  let at = 0
  while (at < text.length) {
    special.lastIndex = at
    const next = special.exec(text)?.index ?? text.length
    if (next > at) addText(text.slice(at, next))
    at = next
    if (at === text.length) break
    const node = matchAt(text, at)
    if (node === undefined) {
      addText(text.charAt(at))
      at += 1
      continue
    }
    if (node.kind === 'text') addText(node.text)
    else nodes.push(node)
    at += node.source.length
  }
  return nodes
}

function matchAt(text: string, at: number): MarkdownNode | undefined {
  const rest = text.slice(at)
  for (const [pattern, make] of MARKDOWN_RULES) {
    const match = pattern.exec(rest)
    if (match === null) continue
    const node = make(match)
    if (node !== undefined) return node
  }
  return undefined
}
