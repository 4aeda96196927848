import { AppError } from '../errors.ts'
import type { Picture } from '../text/notice.ts'
import type { Say } from '../text/say.ts'
import type { Drawn, JobDeps } from './deps.ts'

/** A picture for a message; undefined where it could not be drawn. A message can do without it: the operator reads why. */
export async function drawn(
  name: string,
  alt: Say,
  { log }: Pick<JobDeps, 'log'>,
  draw: () => Promise<Drawn>,
): Promise<Picture[] | undefined> {
  try {
    const { type, bytes } = await draw()
    return [{ file: type.replace('image/', `${name}.`), type, bytes, alt }]
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'picture-failed') throw error
    log.warn({ err: error, picture: name }, 'a message goes without a picture')
    return undefined
  }
}
