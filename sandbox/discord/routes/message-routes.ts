import { apiError } from '../api-errors.ts'
import { botHasPermission, checkThread, findAccessibleChannel } from '../bot-channel-access.ts'
import type { DiscordRoutes } from '../discord-server.ts'
import type { ChannelRecord, DiscordState, MessageRecord } from '../discord-state.ts'
import { announceChannel } from '../public-channel.ts'
import type { Incoming } from '../request-body.ts'
import { readDraft } from '../rules/message-draft.ts'
import { serializeMessage } from '../serialize-message.ts'
import { createMessage, editMessage, removeMessage } from '../write-message.ts'

/** How long a nonce is remembered. Milliseconds. */
const nonceMs = 5 * 60_000

export function checkFiles(state: DiscordState, channel: ChannelRecord, files: readonly unknown[]): void {
  if (files.length > 0 && channel.guild && !botHasPermission(state, channel, 'AttachFiles'))
    throw apiError('missingPermissions')
}

export function postMessage(state: DiscordState, channel: ChannelRecord, incoming: Incoming): MessageRecord {
  const speaking = channel.type === 'thread' ? 'SendMessagesInThreads' : 'SendMessages'
  findAccessibleChannel(state, channel.id, speaking)
  if (channel.type === 'forum') throw apiError('notText')
  checkThread(state, channel, 'write')
  if (channel.recipient && !sharesGuild(state, channel.recipient.id)) throw apiError('noMutualGuild')
  const draft = readDraft(incoming)
  checkFiles(state, channel, draft.files)
  if (draft.enforceNonce && draft.nonce !== undefined) {
    const since = state.now() - nonceMs
    const twin = channel.messages.findLast((one) => one.nonce === draft.nonce && one.createdAt > since)
    if (twin?.deleted) throw apiError('unknownMessage')
    if (twin) return twin
  }
  if (channel.archived) {
    channel.archived = false
    announceChannel(state, channel, 'UPDATE')
  }
  return createMessage(state, draft, { channel })
}

const sharesGuild = (state: DiscordState, userId: string) =>
  [...state.guilds.values()].some((guild) => guild.botIn && guild.members.has(userId))

function findPublicMessage(channel: ChannelRecord, id: string): MessageRecord {
  const message = channel.messages.find((one) => one.id === id && !one.deleted && one.reader === undefined)
  if (message === undefined) throw apiError('unknownMessage')
  return message
}

export function addMessageRoutes(api: DiscordRoutes, state: DiscordState): void {
  const path = '/channels/:channel/messages'
  api.post(path, (c) => {
    const message = postMessage(state, findAccessibleChannel(state, c.req.param('channel')), c.get('incoming'))
    return c.json(serializeMessage(state, message))
  })
  api.get(path, (c) => {
    const channel = findAccessibleChannel(state, c.req.param('channel'))
    if (channel.guild && !botHasPermission(state, channel, 'ReadMessageHistory')) return c.json([])
    const { before, after, around, limit } = c.req.query()
    const count = Math.min(Math.max(Number(limit ?? 50), 1), 100)
    const seen = channel.messages.filter((one) => !one.deleted && one.reader === undefined)
    const older = before ?? (around && (BigInt(around) + 1n).toString())
    const fits = seen.filter((one) => !older || BigInt(one.id) < BigInt(older))
    const some = after ? fits.filter((one) => BigInt(one.id) > BigInt(after)).slice(0, count) : fits.slice(-count)
    return c.json(some.reverse().map((one) => serializeMessage(state, one)))
  })
  api.get(`${path}/:message`, (c) => {
    const channel = findAccessibleChannel(state, c.req.param('channel'), 'ReadMessageHistory')
    return c.json(serializeMessage(state, findPublicMessage(channel, c.req.param('message'))))
  })
  api.patch(`${path}/:message`, (c) => {
    const channel = findAccessibleChannel(state, c.req.param('channel'))
    const message = findPublicMessage(channel, c.req.param('message'))
    checkThread(state, channel, 'edit')
    checkFiles(state, channel, c.get('incoming').files)
    editMessage(state, message, readDraft(c.get('incoming'), message.flags))
    return c.json(serializeMessage(state, message))
  })
  api.delete(`${path}/:message`, (c) => {
    const channel = findAccessibleChannel(state, c.req.param('channel'))
    const message = findPublicMessage(channel, c.req.param('message'))
    checkThread(state, channel, 'delete')
    removeMessage(state, message)
    return c.body(null, 204)
  })
  api.post(`${path}/:message/crosspost`, (c) => {
    const channel = findAccessibleChannel(state, c.req.param('channel'), 'SendMessages')
    if (channel.type !== 'announcement') throw apiError('wrongChannelType')
    const message = findPublicMessage(channel, c.req.param('message'))
    message.flags |= 1
    return c.json(serializeMessage(state, message))
  })
}
