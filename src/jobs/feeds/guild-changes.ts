import { createHash } from 'node:crypto'
import * as z from 'zod'
import { isOnShards, type Shards } from '../../core/shards.ts'
import { defineBackgroundJob } from '../define-job.ts'

const payload = z.object({ guildIds: z.array(z.string()) })

const idOf = ({ guildIds, shards }: { guildIds: string[]; shards?: Shards | undefined }) =>
  createHash('sha256')
    .update([guildIds, ...(shards ? [shards.ids, shards.count] : [])].join())
    .digest('base64url')
    .slice(0, 16)

/** The bot was removed from servers: their settings are kept for a month. */
export const guildsLeft = defineBackgroundJob({
  name: 'guilds-left',
  payload,
  id: (guilds) => `left-${idOf(guilds)}`,
  deduplication: 'while-pending',
  attempts: 8,
  async execute({ guildIds }, context) {
    for (const guildId of guildIds) await context.feeds.guildLeft(guildId)
  },
})

/**
 * The bot is in these servers: their settings are kept. With `all`, the list is complete, for these shards if given:
 * the bot was removed from all other servers while it was offline.
 */
export const guildsJoined = defineBackgroundJob({
  name: 'guilds-joined',
  payload: payload.extend({
    all: z.boolean().optional(),
    shards: z.object({ ids: z.array(z.number()), count: z.number() }).optional(),
  }),
  id: (guilds) => `joined-${idOf(guilds)}`,
  deduplication: 'while-pending',
  attempts: 8,
  async execute({ guildIds, all, shards }, context) {
    for (const guildId of guildIds) await context.feeds.guildJoined(guildId)
    if (!all) return
    for (const guildId of await context.feeds.guilds()) {
      const isOurs = shards === undefined || isOnShards(guildId, shards)
      if (isOurs && !guildIds.includes(guildId)) await context.feeds.guildLeft(guildId)
    }
  },
})
