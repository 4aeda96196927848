import type { MessageImage } from '../discord/reply.ts'
import type { JobContext } from './job-context.ts'
import { renderOptionalImage } from './optional-image.ts'

/** The photo at this address, for a message. Empty if there is none, undefined if it can't be shown. */
export const photoImage = (
  url: string | undefined,
  context: Pick<JobContext, 'loadPhoto' | 'log'>,
): Promise<MessageImage[] | undefined> =>
  renderOptionalImage('photo', context, async () =>
    url === undefined ? undefined : { ...(await context.loadPhoto(url)), alt: { key: 'card.photo' } },
  )
