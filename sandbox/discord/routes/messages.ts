import type { Incoming } from '../body.ts'
import { announceChannel } from '../channel.ts'
import { refuse } from '../errors.ts'
import { createMessage, editMessage, removeMessage } from '../message.ts'
import { messageShape } from '../messageShape.ts'
import { botHolds, channelFor, checkThread } from '../reach.ts'
import { readDraft } from '../rules/message.ts'
import type { Api } from '../server.ts'
import type { ChannelRecord, MessageRecord, World } from '../world.ts'

/** For how long a nonce is remembered. */
const nonceMs = 5 * 60_000

export function checkFiles(world: World, channel: ChannelRecord, files: readonly unknown[]): void {
  if (files.length > 0 && channel.guild && !botHolds(world, channel, 'AttachFiles')) throw refuse('missingPermissions')
}

export function postMessage(world: World, channel: ChannelRecord, incoming: Incoming): MessageRecord {
  const speaking = channel.type === 'thread' ? 'SendMessagesInThreads' : 'SendMessages'
  channelFor(world, channel.id, speaking)
  if (channel.type === 'forum') throw refuse('notText')
  checkThread(world, channel, 'write')
  if (channel.recipient && !sharesGuild(world, channel.recipient.id)) throw refuse('noMutualGuild')
  const draft = readDraft(incoming)
  checkFiles(world, channel, draft.files)
  if (draft.enforceNonce && draft.nonce !== undefined) {
    const since = world.now() - nonceMs
    const twin = channel.messages.findLast((one) => one.nonce === draft.nonce && one.createdAt > since)
    if (twin?.deleted) throw refuse('unknownMessage')
    if (twin) return twin
  }
  if (channel.archived) {
    channel.archived = false
    announceChannel(world, channel, 'UPDATE')
  }
  return createMessage(world, draft, { channel })
}

const sharesGuild = (world: World, userId: string) =>
  [...world.guilds.values()].some((guild) => guild.botIn && guild.members.has(userId))

function messageFor(channel: ChannelRecord, id: string): MessageRecord {
  const message = channel.messages.find((one) => one.id === id && !one.deleted && one.reader === undefined)
  if (message === undefined) throw refuse('unknownMessage')
  return message
}

export function addMessageRoutes(api: Api, world: World): void {
  const path = '/channels/:channel/messages'
  api.post(path, (c) => {
    const message = postMessage(world, channelFor(world, c.req.param('channel')), c.get('incoming'))
    return c.json(messageShape(world, message))
  })
  api.get(path, (c) => {
    const channel = channelFor(world, c.req.param('channel'))
    if (channel.guild && !botHolds(world, channel, 'ReadMessageHistory')) return c.json([])
    const { before, after, around, limit } = c.req.query()
    const count = Math.min(Math.max(Number(limit ?? 50), 1), 100)
    const seen = channel.messages.filter((one) => !one.deleted && one.reader === undefined)
    const older = before ?? (around && (BigInt(around) + 1n).toString())
    const fits = seen.filter((one) => !older || BigInt(one.id) < BigInt(older))
    const some = after ? fits.filter((one) => BigInt(one.id) > BigInt(after)).slice(0, count) : fits.slice(-count)
    return c.json(some.reverse().map((one) => messageShape(world, one)))
  })
  api.get(`${path}/:message`, (c) => {
    const channel = channelFor(world, c.req.param('channel'), 'ReadMessageHistory')
    return c.json(messageShape(world, messageFor(channel, c.req.param('message'))))
  })
  api.patch(`${path}/:message`, (c) => {
    const channel = channelFor(world, c.req.param('channel'))
    const message = messageFor(channel, c.req.param('message'))
    checkThread(world, channel, 'edit')
    checkFiles(world, channel, c.get('incoming').files)
    editMessage(world, message, readDraft(c.get('incoming'), message.flags))
    return c.json(messageShape(world, message))
  })
  api.delete(`${path}/:message`, (c) => {
    const channel = channelFor(world, c.req.param('channel'))
    const message = messageFor(channel, c.req.param('message'))
    checkThread(world, channel, 'delete')
    removeMessage(world, message)
    return c.body(null, 204)
  })
  api.post(`${path}/:message/crosspost`, (c) => {
    const channel = channelFor(world, c.req.param('channel'), 'SendMessages')
    if (channel.type !== 'announcement') throw refuse('wrongChannelType')
    const message = messageFor(channel, c.req.param('message'))
    message.flags |= 1
    return c.json(messageShape(world, message))
  })
}
