import { type APIApplication, Routes } from 'discord-api-types/v10'
import { POST_PERMISSIONS } from './permissions.ts'

/** Where someone adds the bot to a server, or to this server, with the permissions that posts need. */
export function toInviteUrl(applicationId: string, guildId?: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: ['bot', 'applications.commands'].join(' '),
    permissions: String(POST_PERMISSIONS),
    ...(guildId === undefined ? {} : { guild_id: guildId, disable_guild_select: 'true' }),
  })
  return `https://discord.com/oauth2/authorize?${query}`
}

/** The page on which an admin gives the bot's role the permissions that posts need. */
export function createAuthorizationUrl(
  get: (route: ReturnType<typeof Routes.currentApplication>) => Promise<Pick<APIApplication, 'id'>>,
) {
  let applicationId: string | undefined

  return async (guildId: string): Promise<string> => {
    applicationId ??= (await get(Routes.currentApplication())).id
    return toInviteUrl(applicationId, guildId)
  }
}
