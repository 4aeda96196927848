import { CDN } from '@discordjs/rest'
import type { APIGuildMember } from 'discord-api-types/v10'
import { expect, test } from 'vitest'
import { avatarUrl } from '../../src/discord/avatar.ts'

const GUILD = '200000000000000001'
const USER = '223456789012345678'
const member = (own: string | null, forServer: string | null) =>
  ({ user: { id: USER, avatar: own }, avatar: forServer }) as Pick<APIGuildMember, 'user' | 'avatar'>

test.each([
  [
    'a server profile picture comes first',
    member('aaaa', 'bbbb'),
    `/guilds/${GUILD}/users/${USER}/avatars/bbbb.webp?size=128`,
  ],
  ['then the user’s own', member('aaaa', null), `/avatars/${USER}/aaaa.webp?size=128`],
  ['an animated one is shown as a still image', member('a_aaaa', null), `/avatars/${USER}/a_aaaa.webp?size=128`],
  ['the default is one of Discord’s', member(null, null), '/embed/avatars/0.png'],
])('%s', (_, one, path) => {
  expect(avatarUrl(GUILD, one, new CDN())).toBe(`https://cdn.discordapp.com${path}`)
})
