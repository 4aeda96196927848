import type { AddressInfo } from 'node:net'
import { serve as listen, type ServerType } from '@hono/node-server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CREDENTIALS, createDemoEnvironment, type DemoEnvironment } from '../../sandbox/demo/demo-environment.ts'
import { createPlayground } from '../../sandbox/demo/playground/playground.ts'
import { createPages } from '../../sandbox/demo/playground/serve-playground.ts'

let environment: DemoEnvironment
let server: ServerType
let url: string

beforeEach(async () => {
  environment = await createDemoEnvironment()
  const pages = createPages(createPlayground(environment))
  server = listen({ fetch: pages.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.close()
  await environment.close()
})

const says = (content: string) =>
  fetch(`${environment.discord.apiUrl}/v10/channels/${environment.channel.id}/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bot ${CREDENTIALS.botToken}`,
      'content-type': 'application/json',
      'user-agent': 'DiscordBot (https://example.org, 1)',
    },
    body: JSON.stringify({ content, allowed_mentions: { parse: [] } }),
  })

/** Opens the page as a browser does, as far as its script needs one; `happens` comes after the page and before the script. */
async function open({ happens }: { happens?: () => Promise<unknown> } = {}) {
  const html = await (await fetch(`${url}/?as=ana`)).text()
  const view = { innerHTML: /<div id="view">([\s\S]*?)<\/div>\s*<form/.exec(html)?.[1] ?? '' }
  const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? ''
  await happens?.()
  let looking: Promise<unknown> = Promise.resolve()
  let everySecond = () => {}
  const browser = {
    document: { getElementById: () => view },
    location: { search: '?as=ana' },
    fetch: (path: string) => {
      const answer = fetch(url + path)
      looking = answer
      return answer
    },
    setInterval: (work: () => void) => {
      everySecond = work
    },
  }
  new Function(...Object.keys(browser), script)(...Object.values(browser))
  const looked = async () => {
    await looking
    return expect.poll(() => view.innerHTML)
  }
  return {
    looked,
    aSecondLater: () => {
      everySecond()
      return looked()
    },
  }
}

test('the page shows what happened between its being made and its first look', async () => {
  const page = await open({ happens: () => says('Already there at the first look') })
  await (await page.looked()).toContain('Already there at the first look')
})

test('the page shows what happens later a second later', async () => {
  const page = await open()
  await (await page.looked()).toContain('Nobody has written anything')
  await says('A moment later')
  await (await page.aSecondLater()).toContain('A moment later')
})

test('opening the printed addresses in a browser causes no complaint about the bot', async () => {
  const addresses = [
    environment.strava.apiUrl,
    `${environment.strava.oauthUrl}/authorize`,
    `${environment.discord.apiUrl}/v10`,
  ]
  const origins = addresses.flatMap((address) => [
    address,
    new URL('/', address).href,
    new URL('/favicon.ico', address).href,
  ])
  for (const address of origins) {
    await fetch(address, { headers: { 'sec-fetch-dest': 'document', 'user-agent': 'Mozilla/5.0 (invented)' } })
  }
  expect([...environment.discord.complaints, ...environment.strava.complaints]).toEqual([])
})

test('wrong requests from the bot itself still cause complaints', async () => {
  await fetch(environment.strava.apiUrl)
  await fetch(`${environment.discord.apiUrl}/v10`)
  const query = new URLSearchParams({ client_id: CREDENTIALS.clientId, redirect_uri: 'nowhere' })
  await fetch(`${environment.strava.oauthUrl}/authorize?${query}`, { headers: { 'sec-fetch-dest': 'document' } })
  expect(environment.discord.complaints).not.toEqual([])
  expect(environment.strava.complaints).toHaveLength(2)
})
