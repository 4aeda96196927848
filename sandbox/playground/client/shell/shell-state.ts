import { effect, type Signal, signal } from '@preact/signals'

/** The screens of a phone; a wide screen shows them side by side. */
export type PhoneView = 'chat' | 'channels' | 'side' | 'inside'
export type SideTab = 'members' | 'strava'

/** A signal that survives a reload. */
export function persisted<Value>(key: string, initial: Value): Signal<Value> {
  const stored = localStorage.getItem(key)
  const value = signal(stored === null ? initial : (JSON.parse(stored) as Value))
  effect(() => localStorage.setItem(key, JSON.stringify(value.value)))
  return value
}

const narrow = matchMedia('(width < 700px)')
/** Whether only one screen is visible at a time. */
export const isNarrow = signal(narrow.matches)
narrow.addEventListener('change', () => {
  isNarrow.value = narrow.matches
})

export const phoneView = signal<PhoneView>('chat')
export const sideTab = signal<SideTab>('strava')
/** Whether the right column is shown, if there is room for it. */
export const isSideShown = persisted('side', matchMedia('(min-width: 1100px)').matches)
export const isInsideOpen = persisted('inside', false)
/** CSS pixels. */
export const insideHeight = persisted('insideHeight', 260)

/** Shows a tab of the right column at any screen width. */
export function showSide(tab: SideTab): void {
  sideTab.value = tab
  isSideShown.value = true
  phoneView.value = 'side'
}
