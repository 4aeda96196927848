import { AppError } from '../errors.ts'
import type { Picture } from '../text/reply.ts'
import type { Say } from '../text/say.ts'
import type { JobDeps, RenderedImage } from './deps.ts'

/**
 * A picture for a message, with what it shows in words: none where there is nothing to draw, undefined where it could not be drawn. A
 * message can do without it: the operator reads why.
 */
export async function renderOptionalImage(
  name: string,
  { log }: Pick<JobDeps, 'log'>,
  draw: () => Promise<(RenderedImage & { alt: Say }) | undefined>,
): Promise<Picture[] | undefined> {
  try {
    const picture = await draw()
    if (!picture) return []
    const { type, bytes, alt } = picture
    return [{ file: type.replace('image/', `${name}.`), type, bytes, alt }]
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'picture-failed') throw error
    log.warn({ err: error, picture: name }, 'a message goes without a picture')
    return undefined
  }
}
