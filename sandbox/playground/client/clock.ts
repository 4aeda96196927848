import { computed, signal } from '@preact/signals'
import { entities } from './connection.ts'

const machineNow = signal(Date.now())

setInterval(() => {
  machineNow.value = Date.now()
}, 1000)

/** The playground's time, updated every second. Milliseconds. */
export const now = computed(() => machineNow.value + (entities.value.strava.strava?.aheadMs ?? 0))
