import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Component, Json } from '../discord/discord-types.ts'
import { formatTimestamp } from '../discord/format-timestamp.ts'
import type { DiscordMessage, Person } from '../discord/index.ts'
import { parseBlocks } from '../discord/markdown-blocks.ts'
import type { MarkdownNode } from '../discord/parse-markdown.ts'
import { BOT_FACE, faceAt } from './faces.ts'

/** What Discord shows before the name. */
const MENTION_SIGNS: Record<string, string> = { channel: '#', command: '/' }

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? one)

/** The width of a message in a small Discord window. CSS pixels. */
export const PAGE_WIDTH = 520

const TAGS = { strong: 'strong', em: 'em', underline: 'u', strike: 's', spoiler: 'span' } as const

/** Discord's component types. */
const [ROW, BUTTON, SECTION, TEXT, GALLERY, DIVIDER, CONTAINER] = [1, 2, 9, 10, 12, 14, 17]
const SELECTS: readonly number[] = [3, 5, 6, 7, 8]

/** A message roughly as Discord's client shows it: the style is imitated; text, images and order are real. */
export function messageToHtml(
  message: DiscordMessage,
  reader: Pick<Person, 'locale' | 'timeZone'>,
  names: ReadonlyMap<string, string>,
): string {
  const files = new Map(
    message.attachments.map(({ filename, contentType, data }) => [
      `attachment://${filename}`,
      `data:${contentType};base64,${Buffer.from(data).toString('base64')}`,
    ]),
  )

  function node(one: MarkdownNode): string {
    switch (one.kind) {
      case 'text':
        return escapeHtml(one.text).replaceAll('\n', '<br>')
      case 'code':
        return one.source.startsWith('```')
          ? `<pre>${escapeHtml(one.text)}</pre>`
          : `<code>${escapeHtml(one.text)}</code>`
      case 'url':
        return `<a>${escapeHtml(one.url)}</a>`
      case 'link':
        return `<a>${one.children.map(node).join('')}</a>`
      case 'time':
        return `<time>${escapeHtml(formatTimestamp(one.unix, one.style, reader, message.createdAt))}</time>`
      case 'mention':
        return `<b class="mention">${MENTION_SIGNS[one.of] ?? '@'}${escapeHtml(names.get(one.id) ?? one.name)}</b>`
      case 'mass':
        return `@${one.name}`
      default:
        return `<${TAGS[one.kind]}>${one.children.map(node).join('')}</${TAGS[one.kind]}>`
    }
  }

  const text = (content: string) =>
    parseBlocks(content)
      .map(({ kind, children }) => `<div class="${kind}" dir="auto">${children.map(node).join('')}</div>`)
      .join('')

  const button = ({ label, style, url, disabled }: Component) =>
    `<span class="button${style === 4 ? ' danger' : style === 3 ? ' success' : ''}${disabled ? ' disabled' : ''}">${escapeHtml(String(label))}${url ? ' ↗' : ''}</span>`

  const select = ({ options, placeholder }: Component) => {
    const chosen = ((options as Json[] | undefined) ?? []).filter((option) => option.default).map(({ label }) => label)
    return `<span class="select">${escapeHtml(chosen.join(', ') || String(placeholder ?? ''))}<span>⌄</span></span>`
  }

  function component(one: Component): string {
    const inner = () => (one.components ?? []).map(component).join('')
    if (one.type === CONTAINER) {
      const color = Number(one.accent_color ?? 0x1e1f22)
      return `<div class="container" style="border-left-color:#${color.toString(16).padStart(6, '0')}">${inner()}</div>`
    }
    if (one.type === ROW) return `<div class="row">${inner()}</div>`
    if (one.type === BUTTON) return button(one)
    if (SELECTS.includes(one.type)) return select(one)
    if (one.type === SECTION) {
      const face = faceAt(String((one.accessory?.media as Json | undefined)?.url))
      return `<div class="section"><div>${inner()}</div><img class="avatar" src="${face}"></div>`
    }
    if (one.type === TEXT) return text(String(one.content))
    if (one.type === DIVIDER) return '<hr>'
    if (one.type !== GALLERY) throw new Error(`a component of type ${one.type} has no looks yet`)
    const media = (one.items as Json[]).map((item) => files.get(String((item.media as Json).url)) ?? '')
    return media.map((source) => `<img src="${source}">`).join('')
  }

  return message.components.map(component).join('')
}

/** The font of the page: the one shipped for maps, which is similar to Discord's. */
function letters(): string {
  const require = createRequire(import.meta.url)
  return [400, 500, 600, 700]
    .map((weight) => {
      const file = readFileSync(require.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`))
      const source = `url(data:font/woff2;base64,${file.toString('base64')})`
      return `@font-face { font-family: Inter; font-weight: ${weight}; src: ${source} format("woff2") }`
    })
    .join('\n')
}

const STYLE = `
  * { box-sizing: border-box }
  body { margin: 0; background: #313338; color: #dbdee1; font: 16px/1.4 Inter, "Noto Sans", "DejaVu Sans", "Noto Sans CJK JP", "Noto Color Emoji", sans-serif }
  main { width: ${PAGE_WIDTH}px; padding: 16px }
  .by { display: flex; gap: 10px; align-items: center; margin-bottom: 6px; font-weight: 600; color: #f2f3f5 }
  .by img { width: 32px; height: 32px; border-radius: 50% }
  .by span { font-size: 10px; background: #5865f2; color: white; border-radius: 4px; padding: 1px 5px }
  .container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid; border-radius: 8px; padding: 16px; display: flex; flex-direction: column; gap: 8px }
  .container > * { max-width: 100% }
  .heading { font-size: 17px; font-weight: 700; color: #f2f3f5; overflow-wrap: anywhere }
  .subtext { font-size: 13.5px; color: #949ba4 }
  .quote { border-left: 4px solid #4e5058; padding-left: 10px; margin: 2px 0; overflow-wrap: anywhere }
  a { color: #00a8fc } .mention { color: #c9cdfb; background: #3c4270; border-radius: 3px; padding: 0 2px; font-weight: 500 }
  time { background: #3a3c41; border-radius: 3px; padding: 0 2px }
  pre { background: #1e1f22; border: 1px solid #3f4147; border-radius: 4px; padding: 8px; margin: 4px 0; font: 14px/1.3 "DejaVu Sans Mono", monospace }
  code { background: #1e1f22; border-radius: 3px; padding: 1px 4px; font: 85% "DejaVu Sans Mono", monospace }
  .section { display: flex; justify-content: space-between; gap: 12px } .section > div { display: flex; flex-direction: column; gap: 8px; min-width: 0 }
  img { width: 100%; border-radius: 8px; display: block } .avatar { flex: none; width: 76px; height: 76px } hr { border: 0; border-top: 1px solid #3f4147; width: 100%; margin: 4px 0 }
  .row { display: flex; gap: 8px; margin-top: 4px } .button { background: #4e5058; color: white; border-radius: 8px; padding: 6px 14px; font-size: 14px; font-weight: 500 }
  .select { display: flex; justify-content: space-between; gap: 8px; width: 100%; background: #1e1f22; border: 1px solid #3f4147; border-radius: 8px; padding: 6px 12px; font-size: 14px }
  .success { background: #248046 } .row { flex-wrap: wrap }
  .danger { background: #da373c } .disabled { opacity: .5 }
`

/** A page with one message. */
export const wrapInPage = (html: string): string =>
  `<!doctype html><meta charset="utf-8"><style>${letters()}${STYLE}</style><main><div class="by"><img src="${BOT_FACE}">Domestique<span>APP</span></div>${html}</main>`
