import { computed, effect, signal, untracked } from '@preact/signals'
import { entities } from '../connection.ts'
import { channel, me } from '../store.ts'
import { isNarrow, phoneView } from './shell-state.ts'

/** The time of each channel's newest message. */
const newest = computed(() => {
  const at: Record<string, number> = {}
  for (const { channelId, createdAt } of Object.values(entities.value.message)) {
    at[channelId] = Math.max(at[channelId] ?? 0, createdAt)
  }
  return at
})

/** Messages from before the page was opened count as read. */
const opened = signal<number | undefined>(undefined)
/** The time up to which a channel is read, by person and channel. */
const readUntil = signal<Record<string, number>>({})
const keyOf = (channelId: string) => `${me.value?.id} ${channelId}`

effect(() => {
  if (!me.value) return
  const times = Object.values(newest.value)
  untracked(() => {
    opened.value ??= Math.max(0, ...times)
  })
})

/** On a phone, another screen may cover the chat. */
const isChatShown = computed(() => !isNarrow.value || phoneView.value === 'chat')

effect(() => {
  if (!isChatShown.value) return
  const here = channel.value
  const until = here && newest.value[here.id]
  if (!here || !me.value || until === undefined) return
  const key = keyOf(here.id)
  untracked(() => {
    if (readUntil.value[key] !== until) readUntil.value = { ...readUntil.value, [key]: until }
  })
})

/** The number of messages in a channel since this person last read it. */
export function countUnread(channelId: string): number {
  const read = readUntil.value[keyOf(channelId)] ?? opened.value
  if (read === undefined || (channelId === channel.value?.id && isChatShown.value)) return 0
  return Object.values(entities.value.message).filter((one) => one.channelId === channelId && one.createdAt > read)
    .length
}

export const isUnread = (channelId: string): boolean => countUnread(channelId) > 0
