import { computed, effect, signal, untracked } from '@preact/signals'
import { entities } from '../connection.ts'
import { channel, me } from '../store.ts'

/** When the newest message of each channel was written. */
const newest = computed(() => {
  const at: Record<string, number> = {}
  for (const { channelId, createdAt } of Object.values(entities.value.message)) {
    at[channelId] = Math.max(at[channelId] ?? 0, createdAt)
  }
  return at
})

/** What had been written when the page was opened is old. */
const opened = signal<number | undefined>(undefined)
/** Up to when somebody has read a channel, by person and channel. */
const readUntil = signal<Record<string, number>>({})
const keyOf = (channelId: string) => `${me.value?.id} ${channelId}`

effect(() => {
  if (!me.value) return
  const times = Object.values(newest.value)
  untracked(() => {
    opened.value ??= Math.max(0, ...times)
  })
})

effect(() => {
  const here = channel.value
  const until = here && newest.value[here.id]
  if (!here || !me.value || until === undefined) return
  const key = keyOf(here.id)
  untracked(() => {
    if (readUntil.value[key] !== until) readUntil.value = { ...readUntil.value, [key]: until }
  })
})

/** Whether something was written there since this person last looked. */
export function isUnread(channelId: string): boolean {
  const at = newest.value[channelId]
  const read = readUntil.value[keyOf(channelId)] ?? opened.value
  return channelId !== channel.value?.id && at !== undefined && read !== undefined && at > read
}
