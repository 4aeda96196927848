import { describe, expect, test } from 'vitest'
import { tokenMistake } from '../../src/cli/setup/ask-discord-token.ts'
import { wrapWords } from '../../src/cli/setup/dialog.ts'
import { addressInstructions, callbackDomainOf, isLocal, toAddress } from '../../src/cli/setup/public-address.ts'
import { findValue } from '../../src/cli/setup/setup-context.ts'
import { parseSetupOptions } from '../../src/cli/setup/setup-options.ts'

test('a flag overrides the environment, which overrides the file; empty values count as not set', () => {
  const sources = { flag: { A: '1' }, environment: { A: '2', B: '2', C: ' ' }, file: { A: '3', B: '3', C: '3' } }
  expect(findValue('A', sources)).toEqual({ value: '1', source: 'flag' })
  expect(findValue('B', sources)).toEqual({ value: '2', source: 'environment' })
  expect(findValue('C', sources)).toEqual({ value: '3', source: 'file' })
  expect(findValue('D', sources)).toBeUndefined()
})

test.each([
  ['1576663325999026318', 'Application ID'],
  ['a1'.repeat(32), 'Public Key'],
  ['abcdefgh', 'three parts'],
  ['', 'Paste the token'],
])('“%s” is rejected as a token', (pasted, complaint) => {
  expect(tokenMistake(pasted)).toContain(complaint)
})

describe('the address', () => {
  test('is https:// if it has no scheme', () => {
    expect(toAddress('bot.example.org')).toBe('https://bot.example.org')
    expect(toAddress('http://localhost:3000')).toBe('http://localhost:3000')
  })

  test('gives Strava its host without the port', () => {
    expect(callbackDomainOf('https://bot.example.org:8443')).toBe('bot.example.org')
  })

  test('of this machine is recognized', () => {
    expect(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'].map(isLocal)).toEqual([
      true,
      true,
      true,
    ])
    expect(isLocal('https://bot.example.org')).toBe(false)
  })

  test.each(['caddy', 'cloudflare', 'tailscale', 'other'] as const)('with %s fits into 80 columns', (kind) => {
    expect(addressInstructions(kind, 3000).filter((line) => line.length > 74)).toEqual([])
  })
})

test('long lines break between words, and links stay whole', () => {
  expect(wrapWords('one two three https://example.org/long', 8)).toBe('one two\nthree\nhttps://example.org/long')
})

test('a dash reads the value from standard input', () => {
  const servers = '300000000000000001,300000000000000002'
  const options = parseSetupOptions(['--strava-client-secret', '-', '--discord-token', '-', '--servers', servers])
  expect(options).toMatchObject({
    given: { DISCORD_GUILD_IDS: servers },
    fromStdin: ['DISCORD_TOKEN', 'STRAVA_CLIENT_SECRET'],
  })
})
