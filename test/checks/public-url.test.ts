import { expect, test } from 'vitest'
import { describeFinding } from '../../src/checks/index.ts'
import { checkPublicUrl } from '../../src/checks/public-url.ts'

/** What is found for a URL without other problems. */
const sentencesFor = async (publicUrl: string) =>
  (
    await checkPublicUrl({
      publicUrl,
      redirectUri: `${publicUrl}/oauth/strava/callback`,
      stravaApiUrl: 'https://www.strava.com/api/v3',
      fetchPage: async () => ({ status: 200, body: '<title>Privacy · Domestique</title>' }),
      refusesRedirect: async () => false,
    })
  ).map(describeFinding)

test('a public address with HTTPS is fine', async () => {
  expect(await sentencesFor('https://bot.example.org')).toEqual([])
})

test('an address of this machine is reported, because nobody else can reach it', async () => {
  for (const url of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
    expect(await sentencesFor(url)).toEqual([
      expect.stringContaining(`PUBLIC_URL is an address of this machine (${url})`),
    ])
})

test('a public address without HTTPS needs a proxy', async () => {
  expect(await sentencesFor('http://bot.example.org')).toEqual([
    'PUBLIC_URL has no encryption (http://bot.example.org). Put an HTTPS proxy in front of the bot, and set PUBLIC_URL to an https:// address.',
  ])
})
