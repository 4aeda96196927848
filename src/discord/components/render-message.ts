import { type APIMessageTopLevelComponent, MessageFlags } from 'discord-api-types/v10'
import type { Translator } from '../../i18n/translator.ts'
import type { MessageKind, Reply } from '../reply.ts'

/** The body of a message for Discord's API. Nobody is ever pinged. */
export interface MessageBody {
  flags: number
  components: APIMessageTopLevelComponent[]
  allowed_mentions: { parse: [] }
}

/** Renders a reply with Components V2 in the translator's language. `images` defaults to all of its images. */
export function render(
  reply: Reply,
  translator: Translator,
  kind: MessageKind = 'interaction-response',
  images = reply.images ?? [],
): MessageBody {
  return {
    flags: MessageFlags.IsComponentsV2,
    components: reply.render(translator, { kind, images }),
    allowed_mentions: { parse: [] },
  }
}
