import { type APIMessageTopLevelComponent, MessageFlags } from 'discord-api-types/v10'
import type { Translator } from '../../i18n/translator.ts'
import type { MessageKind, Reply, SentFiles } from '../reply.ts'

/** The body of a message for Discord's API. Nobody is ever pinged. */
export interface MessageBody {
  flags: number
  components: APIMessageTopLevelComponent[]
  allowed_mentions: { parse: [] }
}

/** Renders a reply with Components V2 in the translator's language. `files` defaults to all of its files. */
export function render(
  reply: Reply,
  translator: Translator,
  kind: MessageKind = 'interaction-response',
  files: SentFiles = { images: reply.images ?? [], download: reply.download },
): MessageBody {
  return {
    flags: MessageFlags.IsComponentsV2,
    components: reply.render(translator, { kind, ...files }),
    allowed_mentions: { parse: [] },
  }
}
