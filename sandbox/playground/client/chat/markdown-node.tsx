import { useState } from 'preact/hooks'
import { hasEmoji } from '../../../discord/message-links.ts'
import type { MarkdownNode } from '../../../discord/parse-markdown.ts'
import { Mention } from './mention.tsx'
import { MessageLink } from './message-link.tsx'
import { nodesToText } from './plain-text.ts'
import { Timestamp } from './timestamp.tsx'

const TAGS = { strong: 'strong', em: 'em', underline: 'u', strike: 's' } as const

interface NodesProps {
  nodes: readonly MarkdownNode[]
  isReply?: boolean | undefined
}

function Spoiler({ nodes, isReply }: NodesProps) {
  const [isShown, setShown] = useState(false)
  if (isShown)
    return (
      <span class="spoiler shown">
        <MarkdownNodes nodes={nodes} isReply={isReply} />
      </span>
    )
  return (
    <button type="button" class="spoiler" aria-label="Spoiler" title="Show the spoiler" onClick={() => setShown(true)}>
      <span aria-hidden="true">{nodesToText(nodes)}</span>
    </button>
  )
}

function MarkdownPart({ node, isReply }: { node: MarkdownNode; isReply?: boolean | undefined }) {
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>
    case 'code':
      if (!node.source.startsWith('```')) return <code>{node.text}</code>
      return (
        <pre>
          <code>{node.text}</code>
        </pre>
      )
    case 'url':
      return <MessageLink url={node.url}>{node.url}</MessageLink>
    case 'link':
      if (!isReply && hasEmoji(node)) return <>{node.source}</>
      return (
        <MessageLink url={node.url}>
          <MarkdownNodes nodes={node.children} isReply={isReply} />
        </MessageLink>
      )
    case 'time':
      return <Timestamp unix={node.unix} style={node.style} />
    case 'mention':
      return <Mention of={node.of} id={node.id} name={node.name} />
    case 'mass':
      return <span class="mention">@{node.name}</span>
    case 'spoiler':
      return <Spoiler nodes={node.children} isReply={isReply} />
    default: {
      const Tag = TAGS[node.kind]
      return (
        <Tag>
          <MarkdownNodes nodes={node.children} isReply={isReply} />
        </Tag>
      )
    }
  }
}

export function MarkdownNodes({ nodes, isReply }: NodesProps) {
  return (
    <>
      {nodes.map((node, index) => (
        <MarkdownPart key={index} node={node} isReply={isReply} />
      ))}
    </>
  )
}
