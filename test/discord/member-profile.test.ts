import { CDN } from '@discordjs/rest'
import type { APIGuildMember } from 'discord-api-types/v10'
import { expect, test } from 'vitest'
import { toMemberProfile } from '../../src/discord/member-profile.ts'

const GUILD = '200000000000000001'
const USER = '223456789012345678'

const profileOf = (user: Partial<APIGuildMember['user']>, member: Partial<APIGuildMember> = {}) => {
  const guildMember = { ...member, user: { id: USER, username: 'ana.k', ...user } } as APIGuildMember
  return toMemberProfile(GUILD, guildMember, new CDN())
}

test.each([
  [
    'a server profile picture comes first',
    profileOf({ avatar: 'aaaa' }, { avatar: 'bbbb' }),
    `/guilds/${GUILD}/users/${USER}/avatars/bbbb.webp?size=128`,
  ],
  ['then the user’s own', profileOf({ avatar: 'aaaa' }), `/avatars/${USER}/aaaa.webp?size=128`],
  [
    'an animated one is shown as a still image',
    profileOf({ avatar: 'a_aaaa' }),
    `/avatars/${USER}/a_aaaa.webp?size=128`,
  ],
  ['the default is one of Discord’s avatars', profileOf({}), '/embed/avatars/0.png'],
])('%s', (_, { avatar }, path) => {
  expect(avatar).toBe(`https://cdn.discordapp.com${path}`)
})

test.each([
  ['the nickname in the server comes first', profileOf({ global_name: 'Ana' }, { nick: 'Ana K.' }), 'Ana K.'],
  ['then the name of the account', profileOf({ global_name: 'Ana' }, { nick: null }), 'Ana'],
  ['an invisible nickname is ignored', profileOf({ global_name: 'Ana' }, { nick: '\u200b' }), 'Ana'],
  ['then the username', profileOf({ global_name: null }), 'ana.k'],
])('%s', (_, { displayName }, name) => {
  expect(displayName).toBe(name)
})
