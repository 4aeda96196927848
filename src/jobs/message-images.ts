import { scalesOf } from '../core/geo/map-layout.ts'
import type { MapPlan } from '../core/map-plan.ts'
import { sportOf } from '../core/sport.ts'
import type { MessageImage } from '../discord/reply.ts'
import { hasKind } from '../errors.ts'
import { mapMessage } from '../i18n/map-texts.ts'
import type { Message } from '../i18n/message.ts'
import { createTranslator } from '../i18n/translator.ts'
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

/** Draws a map as an image for a message. Empty if no part of the route may be shown, undefined if drawing failed. */
export async function drawMap(
  plan: MapPlan | undefined,
  context: Pick<JobContext, 'routeSeedOf' | 'images' | 'log'>,
  locale: string | undefined,
): Promise<MessageImage[] | undefined> {
  const polyline = plan?.route.polyline ?? plan?.route.summaryPolyline
  if (!plan || !polyline) return []
  const { activityId, route, trimMeters, sportType, system } = plan
  const translator = createTranslator(locale)
  return renderOptionalImage('route', context, async () => {
    const map = await context.images.map({
      polyline,
      ends: [route.start, route.end].filter((end) => end !== undefined),
      trimMeters,
      seed: context.routeSeedOf(activityId),
      color: sportOf(sportType).color,
      scales: scalesOf(system).map(({ meters, quantity }) => ({ meters, label: translator.length(quantity) })),
    })
    return map && { ...map.image, alt: mapMessage(map, system) }
  })
}

/** The photo at this address, for a message. Empty if there is none, undefined if it can't be shown. */
export const photoImage = (
  url: string | undefined,
  context: Pick<JobContext, 'loadPhoto' | 'log'>,
): Promise<MessageImage[] | undefined> =>
  renderOptionalImage('photo', context, async () =>
    url === undefined ? undefined : { ...(await context.loadPhoto(url)), alt: { key: 'card.photo' } },
  )
