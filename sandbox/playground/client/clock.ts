import { signal } from '@preact/signals'

/** The moment it is, every second anew. Milliseconds. */
export const now = signal(Date.now())

setInterval(() => {
  now.value = Date.now()
}, 1000)
