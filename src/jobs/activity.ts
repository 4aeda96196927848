import { z } from 'zod'
import { toDetailCard } from '../domain/detail.ts'
import { isWithheld } from '../domain/listed.ts'
import { type Audience, mayShow } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import { askId, askSchema } from './ask.ts'
import { drawProfile } from './charts.ts'
import { defineAskedJob } from './define.ts'

/** One of the asker's own activities in detail: to themselves all of it, to a channel what everybody may see and they do not hide. */
export const activity = defineAskedJob({
  name: 'activity',
  payload: z.object({ ask: askSchema, activityId: z.string().regex(/^\d{1,20}$/) }),
  id: askId('activity'),
  attempts: 4,
  async run({ ask, activityId }, deps) {
    const { userId, guildId } = ask
    const link = await deps.links.find(userId)
    if (!link) throw new AppError('not-linked', 'the asker has no link', { say: { key: 'error.notLinked' } })
    const found = await deps.activities.find(link.athleteId, activityId)
    // Strava gives an athlete no other's activities; should it do so one day, it is not the asker's.
    if (!found || found.athleteId !== link.athleteId) {
      throw new AppError('nothing-found', 'the asker has no such activity', { say: { key: 'detail.gone' } })
    }
    const audience: Audience = ask.ephemeral ? 'athlete' : 'channel'
    if (!mayShow(found, audience)) {
      throw new AppError('nothing-found', 'it may not be shown in a channel', { say: { key: 'detail.hidden' } })
    }
    const isPublic = audience === 'channel'
    if (isPublic && isWithheld(await deps.posts.read(link.athleteId, activityId), guildId)) {
      throw new AppError('nothing-found', 'the asker skipped it in this server', { say: { key: 'detail.skipped' } })
    }
    const units = await deps.units.of(userId)
    const detail = toDetailCard({ userId, activity: found, units, audience })
    const [member, pictures] = await Promise.all([
      deps.members.find(guildId, userId),
      drawProfile({ activity: found, audience, units }, deps, ask.locale),
    ])
    return { ...detail, card: { ...detail.card, avatar: member?.avatar, pictures } }
  },
})
