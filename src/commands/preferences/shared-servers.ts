import { NO_GUILD } from '../../core/requester.ts'
import type { SharePreference } from '../../core/sharing.ts'
import type { JobContext } from '../../jobs/job-context.ts'

/** A server with a share preference of the member. */
export interface SharedServer {
  guildId: string
  name: string
  preference: SharePreference
}

/** The servers with a share preference of the member, sorted by name, without those whose name isn't known. */
export async function listSharedServers(
  userId: string,
  { sharePreferences, channels }: Pick<JobContext, 'sharePreferences' | 'channels'>,
): Promise<SharedServer[]> {
  const preferences = (await sharePreferences.all(userId)).filter(([guildId]) => guildId !== NO_GUILD)
  const servers = await Promise.all(
    preferences.map(async ([guildId, preference]) => {
      const guild = await channels.guildProfile(guildId, { required: true })
      return guild ? [{ guildId, name: guild.name, preference }] : []
    }),
  )
  return servers.flat().sort((a, b) => a.name.localeCompare(b.name))
}
