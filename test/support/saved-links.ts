import { expect } from 'vitest'
import type { Channel, Guild, Person } from '../../sandbox/discord/index.ts'
import type { AthleteHandle } from '../../sandbox/strava/index.ts'
import { addFeed } from '../../src/commands/feeds/change-feed.ts'
import type { Config } from '../../src/config.ts'
import type { ShareMode } from '../../src/core/sharing.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { createLog } from '../../src/logger.ts'
import { openStore } from '../../src/redis/repositories.ts'
import { athleteName, mayReadActivities } from '../../src/strava/oauth.ts'
import { createLinkCompletion } from '../../src/web/link-account/complete-link.ts'

/**
 * Links members without the command, the pages and the callback: the athlete grants access, and the program's own code completes the
 * link. A test compares the result with a link through the pages. Also adds feeds without the command.
 */
export function createSavedLinks(config: Config, now: () => number) {
  const log = createLog('silent')
  let store: ReturnType<typeof openStore> | undefined
  const openRepositories = async () => {
    store = openStore({ ...config, ...config.strava, now, log })
    return (await store).openRepositories('fail-fast')
  }
  let repositories: ReturnType<typeof openRepositories> | undefined

  return {
    async save(who: Person, guild: Guild, athlete: AthleteHandle, share: ShareMode): Promise<void> {
      repositories ??= openRepositories()
      const { link: saveLink, ...stored } = await repositories
      const grant = athlete.grantAccess()
      const completeLink = createLinkCompletion({
        ...{ ...stored, saveLink, mayReadActivities, now, log },
        oauth: {
          exchange: async () => ({ ...grant, athlete: { id: athlete.id, name: athleteName(athlete) } }),
          revoke: async () => {},
        },
        // There is no reply in Discord to edit.
        queue: { add: async () => {} },
      })
      const { id: userId, username, locale } = who
      // Just after the person was added, and before anything they do.
      const interactionId = String(BigInt(userId) + 1n)
      const request = { userId, userName: username, username, guildId: guild.id, interactionId, locale }
      expect(await completeLink({ code: 'granted', scope: grant.scope }, request, share)).toBe('linked')
      // As the job that edits the reply does.
      await stored.links.rememberLocale(userId, locale)
    },
    async addFeed(admin: Person, guild: Guild, channel: Channel): Promise<void> {
      repositories ??= openRepositories()
      const { feeds } = await repositories
      const channels = { checkAccess: async () => ({ kind: 'allowed', forum: false }) }
      const requester = {
        interactionId: '1',
        userId: admin.id,
        guildId: guild.id,
        locale: admin.locale,
        ephemeral: true,
      }
      const context = { feeds, channels, now, log } as unknown as JobContext
      await addFeed({ ...requester, guildLocale: guild.locale }, channel.id, {}, context)
    },
    close: async (): Promise<void> => (await store)?.close(),
  }
}
