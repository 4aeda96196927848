import type { Component, Json } from '../discord/discord-types.ts'
import { formatTimestamp } from '../discord/format-timestamp.ts'
import type { DiscordMessage, Person } from '../discord/index.ts'
import { parseBlocks } from '../discord/markdown-blocks.ts'
import type { MarkdownNode } from '../discord/parse-markdown.ts'
import { faceAt } from '../playground/faces.ts'
import { byBot } from './page.ts'

/** What Discord shows before the name. */
const MENTION_SIGNS: Record<string, string> = { channel: '#', command: '/' }

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? one)

const TAGS = { strong: 'strong', em: 'em', underline: 'u', strike: 's', spoiler: 'span' } as const

/** Discord's component types. */
const [ROW, BUTTON, SECTION, TEXT, GALLERY, FILE, DIVIDER, CONTAINER] = [1, 2, 9, 10, 12, 13, 14, 17]
const SELECTS: readonly number[] = [3, 5, 6, 7, 8]

const BUTTON_CLASSES: Record<number, string> = { 1: 'primary', 3: 'success', 4: 'danger' }

function buttonToHtml({ label, style, url, disabled }: Component): string {
  const classes = ['button', BUTTON_CLASSES[Number(style)], disabled ? 'disabled' : undefined]
  return `<span class="${classes.filter(Boolean).join(' ')}">${escapeHtml(String(label))}${url ? ' ↗' : ''}</span>`
}

interface SelectOptionData {
  label: string
  description?: string
  default?: boolean
}

const optionsOf = ({ options }: Component) => (options as SelectOptionData[] | undefined) ?? []

/** A closed select: its chosen options, or else its placeholder. */
function selectToHtml(select: Component): string {
  const chosen = optionsOf(select).filter((option) => option.default)
  const labels = chosen.map(({ label }) => `<b>${escapeHtml(label)}</b>`).join('')
  const chips = Number(select.max_values ?? 1) > 1 ? ' class="chips"' : ''
  return `<span class="select"><div${chips}>${labels || `<i>${escapeHtml(String(select.placeholder))}</i>`}</div>⌄</span>`
}

/** The options of an open select. */
export function openSelectToHtml(select: Component): string {
  const options = optionsOf(select).map(
    ({ label, description }) =>
      `<div>${escapeHtml(label)}${description ? `<small>${escapeHtml(description)}</small>` : ''}</div>`,
  )
  return byBot(`${selectToHtml(select)}<div class="options">${options.join('')}</div>`)
}

/** A form roughly as Discord's client shows it. */
export function formToHtml({ title, components }: Json): string {
  const fields = (components as Json[]).map(({ label, description, component }) => {
    const hint = description ? `<small>${escapeHtml(String(description))}</small>` : ''
    return `<div><label>${escapeHtml(String(label))}</label>${hint}<span>${escapeHtml(String((component as Json).value ?? ''))}</span></div>`
  })
  return `<div class="form"><h2>${escapeHtml(String(title))}</h2>${fields.join('')}</div>`
}

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

  const inner = (one: Component) => (one.components ?? []).map(component).join('')

  function component(one: Component): string {
    switch (one.type) {
      case CONTAINER: {
        const color = Number(one.accent_color ?? 0x1e1f22)
        return `<div class="container" style="border-left-color:#${color.toString(16).padStart(6, '0')}">${inner(one)}</div>`
      }
      case ROW:
        return `<div class="row">${inner(one)}</div>`
      case BUTTON:
        return buttonToHtml(one)
      case SECTION: {
        const face = faceAt(String((one.accessory?.media as Json | undefined)?.url))
        return `<div class="section"><div>${inner(one)}</div><img class="avatar" src="${face}"></div>`
      }
      case TEXT:
        return `<div>${text(String(one.content))}</div>`
      case DIVIDER:
        return '<hr>'
      case GALLERY: {
        const media = (one.items as Json[]).map((item) => files.get(String((item.media as Json).url)) ?? '')
        return `<div class="media">${media.map((source) => `<img src="${source}">`).join('')}</div>`
      }
      case FILE: {
        const name = String((one.file as Json).url).replace('attachment://', '')
        return `<div class="options">📄 ${escapeHtml(name)}</div>`
      }
      default:
        if (!SELECTS.includes(one.type)) throw new Error(`a component of type ${one.type} has no looks yet`)
        return selectToHtml(one)
    }
  }

  return byBot(message.components.map(component).join(''))
}
