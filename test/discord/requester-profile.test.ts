import { PermissionFlagsBits as Flags } from 'discord-api-types/v10'
import { describe, expect, test } from 'vitest'
import { type CommandOrComponent, hasPermission, profileOf, requesterOf } from '../../src/discord/requester-profile.ts'

const USER = { id: '80351110224678912', username: 'ana', global_name: 'Ana', discriminator: '0' }
const inServer = (user: object, permissions = '0', nick: string | null = null) =>
  ({
    id: '1',
    guild_id: '197038439483310086',
    channel: { id: '41771983423143937' },
    locale: 'de',
    guild_locale: 'en-US',
    member: { user, nick, permissions },
  }) as unknown as CommandOrComponent
const inPrivate = { id: '1', user: USER, channel: { id: '5' }, locale: 'de' } as unknown as CommandOrComponent

describe('the user of a command', () => {
  test('in a server is a member, with their nickname if they have one', () => {
    expect(profileOf(inServer(USER))).toMatchObject({
      requesterName: 'Ana',
      requesterUsername: 'ana',
      channelUrl: 'https://discord.com/channels/197038439483310086/41771983423143937',
    })
    expect(profileOf(inServer(USER, '0', 'Annie')).requesterName).toBe('Annie')
    expect(profileOf(inServer({ ...USER, global_name: null })).requesterName).toBe('ana')
  })

  test('in a direct message has no server', () => {
    expect(profileOf(inPrivate).channelUrl).toBe('https://discord.com/channels/@me/5')
    expect(requesterOf(inPrivate)).toEqual({ interactionId: '1', userId: USER.id, guildId: '0', locale: 'de' })
  })

  test('has a discriminator if the account still has one', () => {
    expect(profileOf(inServer({ ...USER, discriminator: '0042' })).requesterUsername).toBe('ana#0042')
  })
})

test.each([
  ['the permission itself', Flags.ManageGuild, true],
  ['others', Flags.ManageMessages | Flags.ManageChannels, false],
  ['Administrator', Flags.Administrator, true],
  ['none', 0n, false],
])('a member with %s', (_, permissions, isAllowed) => {
  expect(hasPermission(inServer(USER, permissions.toString()), 'ManageGuild')).toBe(isAllowed)
})

test('nobody has permissions in a direct message', () => {
  expect(hasPermission(inPrivate, 'ManageGuild')).toBe(false)
})
