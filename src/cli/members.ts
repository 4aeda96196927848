#!/usr/bin/env node
import type { Repositories } from '../redis/repositories.ts'
import { FLAG, runTool } from './run-tool.ts'
import { toTable } from './table.ts'
import { withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run members              lists who is connected, since when, and where they share
  npm run members -- --json    the same for programs`

const toTime = (ms: number) => new Date(ms).toISOString()

async function readMembers({ links, sharePreferences }: Repositories) {
  const found = await Promise.all((await links.userIds()).map(links.find))
  const members = found.filter((link) => link !== undefined).sort((a, b) => a.linkedAt - b.linkedAt)
  return Promise.all(
    members.map(async ({ userId, athleteId, linkedAt, invalidSince }) => ({
      userId,
      athleteId,
      linkedAt: toTime(linkedAt),
      refusedSince: invalidSince === undefined ? null : toTime(invalidSince),
      servers: (await sharePreferences.all(userId)).map(([guildId, { mode }]) => ({ guildId, mode })),
    })),
  )
}

type Member = Awaited<ReturnType<typeof readMembers>>[number]

const toRow = ({ userId, athleteId, linkedAt, refusedSince, servers }: Member) => [
  userId,
  athleteId,
  linkedAt.slice(0, 10),
  refusedSince ? `refused by Strava since ${refusedSince.slice(0, 16).replace('T', ' ')} UTC` : 'works',
  servers.map(({ guildId, mode }) => `${guildId} ${mode}`).join(', '),
]

const COLUMN_NAMES = ['Discord user', 'Strava athlete', 'since', 'connection', 'servers']

const toText = (members: readonly Member[]): string =>
  members.length === 0
    ? 'Nobody is connected.'
    : [
        toTable(COLUMN_NAMES, members.map(toRow)),
        '',
        members.length === 1 ? '1 athlete is connected.' : `${members.length} athletes are connected.`,
      ].join('\n')

runTool({
  usage: USAGE,
  options: { json: FLAG },
  run: ({ json }) =>
    withToolStore(async ({ repositories }) => {
      const members = await readMembers(repositories)
      console.log(json ? JSON.stringify({ connected: members.length, members }, null, 2) : toText(members))
    }),
})
