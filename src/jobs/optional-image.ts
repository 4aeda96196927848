import type { MessageImage } from '../discord/reply.ts'
import { AppError } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import type { EncodedImage } from '../images/types.ts'
import type { JobContext } from './job-context.ts'

/**
 * An image for a message, with what it shows in words: none where there is nothing to draw, undefined where it could not be drawn. A
 * message can do without it: the operator reads why.
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
    if (!(error instanceof AppError) || error.kind !== 'image-failed') throw error
    log.warn({ err: error, image: name }, 'a message goes without an image')
    return undefined
  }
}
