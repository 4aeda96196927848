import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createAccessChangeWatcher } from '../../src/discord/access-changes.ts'
import { createLog } from '../../src/logger.ts'

const BOT_ID = '7'
const GUILD = '1'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function createChanges() {
  const reported: string[] = []
  const changes = createAccessChangeWatcher({
    onChange: async (guildId) => void reported.push(guildId),
    settleMs: 1000,
    now: Date.now,
    log: createLog('silent'),
  })
  return { reported, changes }
}

describe('a change that may restore access', () => {
  test.each<[string, object]>([
    ['CHANNEL_UPDATE', { id: '2', guild_id: GUILD }],
    ['CHANNEL_DELETE', { id: '2', guild_id: GUILD }],
    ['THREAD_UPDATE', { id: '2', guild_id: GUILD }],
    ['THREAD_DELETE', { id: '2', guild_id: GUILD }],
    ['GUILD_UPDATE', { id: GUILD }],
    ['GUILD_ROLE_CREATE', { guild_id: GUILD, role: {} }],
    ['GUILD_ROLE_UPDATE', { guild_id: GUILD, role: {} }],
    ['GUILD_ROLE_DELETE', { guild_id: GUILD, role_id: '3' }],
    ['GUILD_MEMBER_UPDATE', { guild_id: GUILD, user: { id: BOT_ID } }],
  ])('is reported for %s', (t, d) => {
    const { reported, changes } = createChanges()
    changes.handlePacket({ t, d }, BOT_ID)
    vi.advanceTimersByTime(1000)
    expect(reported).toEqual([GUILD])
  })

  test.each<[string, string | null, object | undefined]>([
    ["another member's update", 'GUILD_MEMBER_UPDATE', { guild_id: GUILD, user: { id: '8' } }],
    ['a message', 'MESSAGE_CREATE', { guild_id: GUILD }],
    ['a private channel', 'CHANNEL_UPDATE', { id: '2' }],
    ['a heartbeat', null, undefined],
  ])('is not reported for %s', (_, t, d) => {
    const { reported, changes } = createChanges()
    changes.handlePacket({ t, ...(d ? { d } : {}) }, BOT_ID)
    vi.advanceTimersByTime(60_000)
    expect(reported).toEqual([])
  })

  test('is reported a second after a burst starts, every 15 seconds while it lasts, and once at the end', () => {
    const { reported, changes } = createChanges()
    for (let ms = 0; ms < 60_000; ms += 100) {
      changes.handlePacket({ t: 'GUILD_ROLE_UPDATE', d: { guild_id: GUILD } }, BOT_ID)
      vi.advanceTimersByTime(100)
    }
    expect(reported).toHaveLength(4)
    vi.advanceTimersByTime(60_000)
    expect(reported).toHaveLength(5)
  })

  test('is reported for each server separately', () => {
    const { reported, changes } = createChanges()
    for (const guild_id of ['1', '2']) changes.handlePacket({ t: 'CHANNEL_UPDATE', d: { guild_id } }, BOT_ID)
    vi.advanceTimersByTime(1000)
    expect(reported).toEqual(['1', '2'])
  })

  test('is not reported after the program stops', () => {
    const { reported, changes } = createChanges()
    changes.handlePacket({ t: 'CHANNEL_UPDATE', d: { guild_id: GUILD } }, BOT_ID)
    changes.stop()
    vi.advanceTimersByTime(60_000)
    expect(reported).toEqual([])
  })
})
