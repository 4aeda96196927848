import type { MessageImage } from '../discord/reply.ts'
import { hasKind } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import type { EncodedImage } from '../images/types.ts'
import type { JobContext } from './job-context.ts'

/**
 * Renders an image with its alt text. Empty if there is nothing to draw, undefined if drawing failed: the message is
 * sent without it, and the log says why.
 */
export async function renderOptionalImage(
  name: string,
  { log }: Pick<JobContext, 'log'>,
  draw: () => Promise<(EncodedImage & { alt: Message }) | undefined>,
): Promise<MessageImage[] | undefined> {
  try {
    const image = await draw()
    if (!image) return []
    const { type, bytes, alt } = image
    return [{ file: type.replace('image/', `${name}.`), type, bytes, alt }]
  } catch (error) {
    if (!hasKind(error, 'image-failed')) throw error
    log.warn({ err: error, image: name }, 'sending a message without its image')
    return undefined
  }
}
