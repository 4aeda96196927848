import type { DiscordState, MessageRecord } from './discord-state.ts'
import type { Component, DiscordMessage, Json, Person } from './discord-types.ts'
import { formatTimestamp } from './format-timestamp.ts'
import { type MarkdownBlock, parseBlocks } from './markdown-blocks.ts'
import { hasEmoji } from './message-links.ts'
import type { MarkdownNode } from './parse-markdown.ts'
import { texts } from './rules/component-tree.ts'

type MessageViewer = { locale: string; timeZone: string }
type ReadableMessage = Pick<
  MessageRecord,
  'content' | 'components' | 'embeds' | 'attachments' | 'channel' | 'publicApi' | 'interaction'
>

const rule = '────────'

/** A message as plain text, as `viewer` sees it: a space that doesn't break a line looks like any other. */
export function messageToText(state: DiscordState, message: ReadableMessage, viewer?: Person): string {
  const reader: MessageViewer = viewer ?? { locale: message.channel.guild?.locale ?? 'en-US', timeZone: 'UTC' }
  const show = (text: string) =>
    parseBlocks(text)
      .map((block) => showBlock(block))
      .join('\n')
  const showBlock = (block: MarkdownBlock) => {
    const text = block.children.map(showNode).join('')
    if (block.kind === 'quote') return `> ${text}`
    if (block.kind === 'item') return `${block.mark.replace(/[-*]$/, '•')} ${text}`
    return text
  }
  const showNode = (node: MarkdownNode): string => {
    switch (node.kind) {
      case 'text':
      case 'code':
        return node.text
      case 'url':
        return node.url
      case 'link':
        if (!message.interaction && hasEmoji(node)) return node.source
        return `${node.children.map(showNode).join('')} <${node.url}>`
      case 'mass':
        return message.publicApi.pings().includes(node.name) ? `@${node.name} [pings]` : `@${node.name}`
      case 'time':
        return formatTimestamp(node.unix, node.style, reader, state.now())
      case 'mention':
        return showMention(state, message, node)
      case 'spoiler':
        return '█'.repeat(Math.max(3, node.children.map(showNode).join('').length))
      default:
        return node.children.map(showNode).join('')
    }
  }
  const named = new Map(message.attachments.map((file) => [`attachment://${file.filename}`, file]))
  const showMedia = (media: unknown, description: unknown) => {
    const url = (media as Json | undefined)?.url
    const alt = description || named.get(String(url))?.description || 'no description'
    return `(image: ${alt})`
  }
  const showAll = (components: Component[]): string[] => components.flatMap(showComponent)
  const showComponent = (one: Component): string[] => {
    const inner = one.components ?? []
    if (one.type === 1) return [inner.flatMap(showComponent).join(' ')]
    if (one.type === 2) return [showButton(one)]
    if (one.type === 9) return [...showAll(inner), ...(one.accessory ? showComponent(one.accessory) : [])]
    if (one.type === 10) return show(String(one.content)).split('\n')
    if (one.type === 11) return [showMedia(one.media, one.description)]
    if (one.type === 12) return (one.items as Json[]).map((item) => showMedia(item.media, item.description))
    if (one.type === 13) return [`(file: ${String((one.file as Json).url).replace('attachment://', '')})`]
    if (one.type === 14) return [one.divider === false ? '' : rule]
    if (one.type === 17) return showAll(inner).map((line) => `│ ${line}`.trimEnd())
    return [showSelect(one)]
  }
  const showEmbed = (embed: Json): string[] => {
    const part = (value: unknown) => (typeof value === 'string' ? show(value).split('\n') : [])
    const fields = (embed.fields as Json[] | undefined) ?? []
    const lines = [
      ...part((embed.author as Json | undefined)?.name),
      ...part(embed.title),
      ...(embed.url ? [`<${embed.url}>`] : []),
      ...part(embed.description),
      ...fields.flatMap((field) => [...part(field.name), ...part(field.value)]),
      ...(embed.image ? [showMedia(embed.image, undefined)] : []),
      ...part((embed.footer as Json | undefined)?.text),
    ]
    return lines.map((line) => `│ ${line}`.trimEnd())
  }
  const unused = (message.publicApi.flags & (1 << 15)) !== 0 ? [] : message.attachments
  return [
    ...(message.content === '' ? [] : [show(message.content)]),
    ...message.embeds.flatMap(showEmbed),
    ...unused.map((file) =>
      file.contentType.startsWith('image/')
        ? `(image: ${file.description ?? file.filename})`
        : `(file: ${file.filename})`,
    ),
    ...showAll(message.components),
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ')
}

function showButton(one: Component): string {
  const label = one.label || ((one.emoji as Json | undefined)?.name ?? '')
  return `[ ${label} ]${one.url ? ` <${one.url}>` : ''}${one.disabled ? ' (disabled)' : ''}`
}

function showSelect(one: Component): string {
  const options = (one.options as Json[] | undefined) ?? []
  const labelsOf = (some: Json[]) => some.map(({ label }) => label)
  const chosen = labelsOf(options.filter((option) => option.default)).join(', ')
  const shown = chosen || (one.placeholder ?? 'Make a selection')
  return `[ ${shown} ▾ ${labelsOf(options).join(' | ')}`.trimEnd().concat(' ]')
}

function showMention(state: DiscordState, message: ReadableMessage, node: MarkdownNode & { kind: 'mention' }): string {
  if (node.of === 'emoji') return `:${node.name}:`
  if (node.of === 'command') return `/${node.name}`
  if (node.of === 'channel') return `#${state.channels.get(node.id)?.name ?? 'unknown'}`
  if (node.of === 'role') return '@role'
  if (node.id === state.botUserId) return `@${state.botName}`
  const person = state.people.get(node.id)
  const nickname = message.channel.guild?.members.get(node.id)?.nickname
  return `@${nickname ?? person?.globalName ?? 'unknown-user'}`
}

/** Markdown that Discord shows as raw text: masked links with an emoji in their text. */
export const findRawLinks = (components: Component[], content: string): string[] => {
  const rawIn = (nodes: MarkdownNode[]): string[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'link') return hasEmoji(node) ? [node.source] : []
      return 'children' in node ? rawIn(node.children) : []
    })
  return [content, ...texts(components)].flatMap(parseBlocks).flatMap((block) => rawIn(block.children))
}

function markdownSources(nodes: MarkdownNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return []
    return 'children' in node ? [node.source, ...markdownSources(node.children)] : [node.source]
  })
}

/** All active formatting in a message as raw text: `**bold**`, `[a](https://b)`, `# heading`, `@everyone`. */
export function findMarkdown(message: Pick<DiscordMessage, 'content' | 'components' | 'embeds'>): string[] {
  const embedTexts = message.embeds.flatMap((embed) => {
    const fields = (embed.fields as Json[] | undefined) ?? []
    return [embed.title, embed.description, ...fields.flatMap((field) => [field.name, field.value])]
  })
  const all = [message.content, ...texts(message.components), ...embedTexts]
  return all
    .filter((text): text is string => typeof text === 'string')
    .flatMap(parseBlocks)
    .flatMap((block) => [...(block.kind === 'line' ? [] : [block.source]), ...markdownSources(block.children)])
}
