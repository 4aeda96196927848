import { ChannelType, PermissionFlagsBits as Flags } from 'discord-api-types/v10'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computePermissions, createPermissions, type MemberPermissionFacts } from '../../src/discord/permissions.ts'
import { AppError, type ErrorKind } from '../../src/errors.ts'

const GUILD = '100000000000000001'
const OTHER_GUILD = '100000000000000002'
const OWNER = '200000000000000001'
const BOT = '200000000000000002'
const ROLE = '300000000000000001'
const SECOND_ROLE = '300000000000000002'
const FOREIGN_ROLE = '300000000000000003'
const NOW = Date.parse('2026-11-28T12:00:00Z')
const CHANNEL = '400000000000000001'
const THREAD = '400000000000000002'

type Name = keyof typeof Flags
const bits = (...names: Name[]) => names.reduce((sum, name) => sum | Flags[name], 0n).toString()
const everything = Object.values(Flags).reduce((sum, flag) => sum | flag, 0n)

const TO_POST: Name[] = ['ViewChannel', 'SendMessages', 'EmbedLinks', 'AttachFiles', 'ReadMessageHistory']
const IN_THREADS: Name[] = ['ViewChannel', 'SendMessagesInThreads', 'EmbedLinks', 'AttachFiles', 'ReadMessageHistory']

const createOverwrite = (id: string, changes: { allow?: Name[]; deny?: Name[] }) => ({
  id,
  allow: bits(...(changes.allow ?? [])),
  deny: bits(...(changes.deny ?? [])),
})

interface Case {
  everyone?: Name[]
  role?: Name[]
  secondRole?: Name[]
  foreignRole?: Name[]
  ownerId?: string
  overwrites?: ReturnType<typeof createOverwrite>[]
}

const caseOf = ({
  everyone = [],
  role = [],
  secondRole = [],
  foreignRole = [],
  ...more
}: Case): MemberPermissionFacts => ({
  guild: {
    id: GUILD,
    owner_id: more.ownerId ?? OWNER,
    roles: [
      { id: GUILD, permissions: bits(...everyone) },
      { id: ROLE, permissions: bits(...role) },
      { id: SECOND_ROLE, permissions: bits(...secondRole) },
      { id: FOREIGN_ROLE, permissions: bits(...foreignRole) },
    ],
  },
  memberId: BOT,
  member: { roles: [ROLE, SECOND_ROLE] },
  overwrites: more.overwrites ?? [],
})

describe('the permissions of a member in a channel', () => {
  test.each<[string, Case, Name[]]>([
    ['include those of @everyone', { everyone: ['ViewChannel'] }, ['ViewChannel']],
    [
      'include those of any of their roles',
      { role: ['ViewChannel'], secondRole: ['SendMessages'] },
      ['ViewChannel', 'SendMessages'],
    ],
    ['exclude those of other roles', { foreignRole: ['ViewChannel'] }, []],
    [
      'exclude what the channel denies @everyone',
      { everyone: TO_POST, overwrites: [createOverwrite(GUILD, { deny: TO_POST })] },
      [],
    ],
    [
      'include what the channel allows one of their roles',
      {
        everyone: TO_POST,
        overwrites: [createOverwrite(GUILD, { deny: TO_POST }), createOverwrite(ROLE, { allow: ['ViewChannel'] })],
      },
      ['ViewChannel'],
    ],
    [
      'prefer an allow over a deny among role overwrites, in any order',
      {
        overwrites: [
          createOverwrite(ROLE, { allow: ['ViewChannel'] }),
          createOverwrite(SECOND_ROLE, { deny: ['ViewChannel'] }),
        ],
      },
      ['ViewChannel'],
    ],
    [
      'prefer a deny for the member over role overwrites',
      {
        overwrites: [
          createOverwrite(BOT, { deny: ['ViewChannel'] }),
          createOverwrite(ROLE, { allow: ['ViewChannel'] }),
        ],
      },
      [],
    ],
    [
      'prefer an allow for the member over role overwrites',
      {
        overwrites: [
          createOverwrite(BOT, { allow: ['ViewChannel'] }),
          createOverwrite(ROLE, { deny: ['ViewChannel'] }),
        ],
      },
      ['ViewChannel'],
    ],
    [
      'ignore overwrites for others',
      {
        everyone: ['ViewChannel'],
        overwrites: [
          createOverwrite(FOREIGN_ROLE, { deny: ['ViewChannel'] }),
          createOverwrite(OWNER, { deny: ['ViewChannel'] }),
        ],
      },
      ['ViewChannel'],
    ],
  ])('%s', (_, given, expected) => {
    expect(computePermissions(caseOf(given)).toString()).toBe(bits(...expected))
  })

  const denyingOverwrites = [createOverwrite(GUILD, { deny: TO_POST }), createOverwrite(BOT, { deny: TO_POST })]

  test('are complete for an administrator, whatever the overwrites', () => {
    expect(computePermissions(caseOf({ role: ['Administrator'], overwrites: denyingOverwrites }))).toBe(everything)
  })

  test('are complete for the owner of the server', () => {
    expect(computePermissions(caseOf({ ownerId: BOT, overwrites: denyingOverwrites }))).toBe(everything)
  })

  test('do not become complete from Administrator in a channel overwrite', () => {
    const permissions = computePermissions(caseOf({ overwrites: [createOverwrite(BOT, { allow: ['Administrator'] })] }))
    expect(permissions & Flags.ViewChannel).toBe(0n)
  })

  test('do not depend on the order of roles and overwrites', () => {
    const names = fc.subarray(TO_POST)
    const overwrites = fc
      .array(fc.record({ allow: names, deny: names }), { minLength: 4, maxLength: 4 })
      .map((rules) => [GUILD, ROLE, SECOND_ROLE, BOT].map((id, i) => createOverwrite(id, rules[i] ?? {})))
    fc.assert(
      fc.property(overwrites, names, names, (listed, everyone, role) => {
        const given = caseOf({ everyone, role, overwrites: listed })
        const reordered: MemberPermissionFacts = {
          ...given,
          guild: { ...given.guild, roles: given.guild.roles.toReversed() },
          overwrites: listed.toReversed(),
        }
        expect(computePermissions(reordered)).toBe(computePermissions(given))
      }),
    )
  })
})

const thrown = (kind: ErrorKind) => new AppError(kind, 'as planned', { userMessage: { key: 'error.discord' } })

/** Discord's responses by the end of their path. */
function discord(answers: Record<string, unknown>) {
  const requests: string[] = []
  const permissions = createPermissions({
    ownId: async () => BOT,
    now: () => NOW,
    get: async (route) => {
      requests.push(route)
      const answer = answers[route]
      if (answer instanceof Error || answer === undefined) throw answer ?? thrown('discord-gone')
      return answer
    },
  })
  return { ...permissions, requests }
}

const server = (given: Case) => {
  const { guild, member } = caseOf(given)
  return { [`/guilds/${GUILD}`]: guild, [`/guilds/${GUILD}/members/${BOT}`]: member }
}
const channel = (fields: object = {}) => ({
  [`/channels/${CHANNEL}`]: {
    id: CHANNEL,
    type: ChannelType.GuildText,
    guild_id: GUILD,
    permission_overwrites: [],
    ...fields,
  },
})
const thread = (fields: object = {}) => ({
  [`/channels/${THREAD}`]: {
    id: THREAD,
    type: ChannelType.PublicThread,
    guild_id: GUILD,
    parent_id: CHANNEL,
    ...fields,
  },
})

describe('the bot’s access to a channel', () => {
  test('is allowed with the permissions that a post needs', async () => {
    const { checkAccess } = discord({ ...server({ role: TO_POST }), ...channel() })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'allowed', forum: false })
  })

  test.each(TO_POST)('reports a missing %s', async (name) => {
    const { checkAccess } = discord({
      ...server({ role: TO_POST.filter((permission) => permission !== name) }),
      ...channel(),
    })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'missing-permissions', names: [name], inServer: true })
  })

  test('reports everything that the channel denies', async () => {
    const denial = createOverwrite(BOT, { deny: ['EmbedLinks', 'SendMessages'] })
    const { checkAccess } = discord({ ...server({ role: TO_POST }), ...channel({ permission_overwrites: [denial] }) })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({
      kind: 'missing-permissions',
      names: ['SendMessages', 'EmbedLinks'],
      inServer: false,
    })
  })

  test('reports no channel if it was deleted', async () => {
    const { checkAccess } = discord(server({ role: TO_POST }))
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'no-channel' })
  })

  test('reports no channel if Discord hides it', async () => {
    const hidden = { [`/channels/${CHANNEL}`]: thrown('discord-forbidden') }
    const { checkAccess } = discord({ ...server({ role: TO_POST }), ...hidden })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'no-channel' })
  })

  test('reports no channel if the bot left the server', async () => {
    const { checkAccess } = discord({ [`/guilds/${GUILD}`]: thrown('discord-forbidden'), ...channel() })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'no-channel' })
  })

  test('reports no channel if it is in another server', async () => {
    const { checkAccess, requests } = discord({ ...server({ role: TO_POST }), ...channel({ guild_id: OTHER_GUILD }) })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'no-channel' })
    expect(requests).toEqual([`/channels/${CHANNEL}`])
  })

  test.each<ErrorKind>(['discord-down', 'discord-limited', 'bot-refused'])(
    'is unknown if Discord fails (%s)',
    async (kind) => {
      const { checkAccess } = discord({ ...server({ role: TO_POST }), [`/channels/${CHANNEL}`]: thrown(kind) })
      await expect(checkAccess(GUILD, CHANNEL)).rejects.toMatchObject({ kind })
    },
  )
})

describe('in a thread', () => {
  test.each([ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread])(
    'of type %s, writing needs its own permission',
    async (type) => {
      const { checkAccess } = discord({ ...server({ role: TO_POST }), ...channel(), ...thread({ type }) })
      expect(await checkAccess(GUILD, THREAD)).toEqual({
        kind: 'missing-permissions',
        names: ['SendMessagesInThreads'],
        inServer: true,
      })
    },
  )

  test('the permission to write in the parent channel is not needed', async () => {
    const { checkAccess } = discord({ ...server({ role: IN_THREADS }), ...channel(), ...thread() })
    expect(await checkAccess(GUILD, THREAD)).toEqual({ kind: 'allowed', forum: false })
  })

  test('what the parent channel denies is missing', async () => {
    const denial = createOverwrite(GUILD, { deny: ['AttachFiles'] })
    const above = channel({ permission_overwrites: [denial] })
    const { checkAccess } = discord({ ...server({ role: IN_THREADS }), ...above, ...thread() })
    expect(await checkAccess(GUILD, THREAD)).toEqual({
      kind: 'missing-permissions',
      names: ['AttachFiles'],
      inServer: false,
    })
  })

  test('with a hidden parent channel, nothing can be posted', async () => {
    const { checkAccess } = discord({ ...server({ role: IN_THREADS }), ...thread() })
    expect(await checkAccess(GUILD, THREAD)).toEqual({ kind: 'no-channel' })
  })

  test.each([
    ['archived', { archived: true, locked: false }, []],
    ['locked', { archived: false, locked: true }, ['ManageThreads']],
    ['archived and locked', { archived: true, locked: true }, ['ManageThreads']],
  ])('that is %s, the missing permissions are %j', async (_, thread_metadata, names) => {
    const { checkAccess } = discord({ ...server({ role: IN_THREADS }), ...channel(), ...thread({ thread_metadata }) })
    expect(await checkAccess(GUILD, THREAD)).toEqual(
      names.length === 0 ? { kind: 'allowed', forum: false } : { kind: 'missing-permissions', names, inServer: false },
    )
  })
})

describe('in a server where the bot is timed out', () => {
  const until = NOW + 3_600_000
  const timedOut = (given: Case, at = until) => {
    const answers = server(given)
    const member = { roles: [ROLE, SECOND_ROLE], communication_disabled_until: new Date(at).toISOString() }
    return { ...answers, [`/guilds/${GUILD}/members/${BOT}`]: member }
  }

  test('nothing can be posted until the timeout ends', async () => {
    const { checkAccess, timedOutIn } = discord({ ...timedOut({ role: TO_POST }), ...channel() })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'timed-out', until })
    expect(await timedOutIn(GUILD)).toBe(until)
  })

  test.each<[string, Case, number]>([
    ['a timeout in the past has no effect', { role: TO_POST }, NOW - 1000],
    ['administrators can post anyway', { role: ['Administrator'] }, until],
    ['the owner can post anyway', { role: TO_POST, ownerId: BOT }, until],
  ])('%s', async (_, given, at) => {
    const { checkAccess, timedOutIn } = discord({ ...timedOut(given, at), ...channel() })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'allowed', forum: false })
    expect(await timedOutIn(GUILD)).toBeUndefined()
  })
})

describe('in a forum that requires a tag', () => {
  const tag = (id: string, name: string, moderated = false) => ({
    id,
    name,
    moderated,
    emoji_id: null,
    emoji_name: null,
  })
  const forum = (available_tags: object[], flags = 1 << 4) =>
    channel({ type: ChannelType.GuildForum, flags, available_tags })
  const threadPermissions: Name[] = [...TO_POST, 'SendMessagesInThreads']

  test.each([
    ['the first tag that is not for moderators', [tag('1', 'News', true), tag('2', 'Rides'), tag('3', 'Runs')], '2'],
    ['a tag with Strava in its name', [tag('1', 'Rides'), tag('2', 'From Strava')], '2'],
  ])('the bot uses %s', async (_, tags, id) => {
    const { checkAccess } = discord({ ...server({ role: threadPermissions }), ...forum(tags) })
    expect(await checkAccess(GUILD, CHANNEL)).toMatchObject({ kind: 'allowed', forum: true, tag: { id } })
  })

  test('the bot can use moderator tags with Manage Threads', async () => {
    const { checkAccess } = discord({
      ...server({ role: [...threadPermissions, 'ManageThreads'] }),
      ...forum([tag('1', 'News', true)]),
    })
    expect(await checkAccess(GUILD, CHANNEL)).toMatchObject({ kind: 'allowed', tag: { id: '1', name: 'News' } })
  })

  test.each([
    ['there are no tags', []],
    ['all tags are for moderators', [tag('1', 'News', true)]],
  ])('nothing can be posted if %s', async (_, tags) => {
    const { checkAccess } = discord({ ...server({ role: threadPermissions }), ...forum(tags) })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'no-tag' })
  })

  test('a tag is only used if required', async () => {
    const { checkAccess } = discord({ ...server({ role: threadPermissions }), ...forum([tag('1', 'Rides')], 0) })
    expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'allowed', forum: true })
  })
})

test('a channel of another type cannot get posts', async () => {
  const { checkAccess } = discord({ ...server({ role: TO_POST }), ...channel({ type: ChannelType.GuildCategory }) })
  expect(await checkAccess(GUILD, CHANNEL)).toEqual({ kind: 'wrong-type' })
})

test('several channels of a server are checked with one read of the server', async () => {
  const { accessChecker, requests } = discord({ ...server({ role: IN_THREADS }), ...channel(), ...thread() })
  const checkAccess = accessChecker(GUILD)
  await checkAccess(THREAD)
  await checkAccess(CHANNEL)
  expect(requests.filter((route) => route.startsWith('/guilds'))).toHaveLength(2)
})
