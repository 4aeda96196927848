import { describe, expect, test } from 'vitest'
import { type IdKind, parseId } from '../../src/cli/parse-id.ts'
import { UsageError } from '../../src/cli/run-tool.ts'
import { parseSetupOptions } from '../../src/cli/setup/setup-options.ts'

const ID = '300000000000000001'
const OTHER = '300000000000000002'

describe('an id that an operator types', () => {
  test.each<[IdKind, string, string]>([
    ['user', ID, ID],
    ['user', ` <@${ID}> `, ID],
    ['user', `<@!${ID}>`, ID],
    ['user', `https://discord.com/users/${ID}`, ID],
    ['server', ID, ID],
    ['server', `https://discord.com/channels/${ID}/${OTHER}`, ID],
    ['server', `https://discord.com/channels/${ID}/${OTHER}/${OTHER}`, ID],
    ['channel', ID, ID],
    ['channel', `<#${ID}>`, ID],
    ['channel', `https://discord.com/channels/${OTHER}/${ID}`, ID],
    ['channel', `https://discord.com/channels/${OTHER}/${ID}/${OTHER}`, ID],
    ['athlete', '12345', '12345'],
    ['athlete', 'https://www.strava.com/athletes/12345?utm_source=x', '12345'],
    ['athlete', 'strava.com/pros/12345', '12345'],
    ['activity', '1234567890', '1234567890'],
    ['activity', 'https://www.strava.com/activities/1234567890/overview', '1234567890'],
  ])('%s: %s', (kind, typed, id) => {
    expect(parseId('--one', typed, [kind])).toEqual({ kind, id })
  })

  test('tells a Discord user from a Strava athlete by the number of digits', () => {
    expect(parseId('forget', ID, ['user', 'athlete'])).toEqual({ kind: 'user', id: ID })
    expect(parseId('forget', '12345', ['user', 'athlete'])).toEqual({ kind: 'athlete', id: '12345' })
  })

  test.each<[IdKind, string | undefined]>([
    ['user', undefined],
    ['user', 'ana'],
    ['user', '12345'],
    ['user', `<#${ID}>`],
    ['server', `<@${ID}>`],
    ['channel', `https://discord.com/channels/${ID}`],
    ['athlete', ID],
    ['athlete', 'https://www.strava.com/athletes/ana'],
    ['activity', 'https://www.strava.com/routes/1'],
  ])('%s: %s is refused, and the error says what to type', (kind, typed) => {
    const parse = () => parseId('--one', typed, [kind])
    expect(parse).toThrow(UsageError)
    expect(parse).toThrow(/^--one takes an? .*, such as \d+/)
  })

  test("for a link from Strava's app, the error says how to get one with the id", () => {
    expect(() => parseId('why', 'https://strava.app.link/AbC', ['activity'])).toThrow(/Open it in a browser.*why takes/)
  })
})

test('setup accepts ids and links for servers and the channel, and nothing else', () => {
  const link = `https://discord.com/channels/${ID}/${OTHER}`
  const { given, channelId } = parseSetupOptions(['--servers', `${link}, ${OTHER}`, '--channel', link])
  expect(given.DISCORD_GUILD_IDS).toBe(`${ID},${OTHER}`)
  expect(channelId).toBe(OTHER)
  expect(() => parseSetupOptions(['--servers', 'my server'])).toThrow('--servers takes')
  expect(() => parseSetupOptions(['--channel', '#runs'])).toThrow('--channel takes')
})
