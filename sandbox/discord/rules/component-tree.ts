import type { Component } from '../discord-types.ts'

/** All components of a message, nested ones and accessories too, in reading order. */
export function everyComponent(components: Component[]): Component[] {
  return components.flatMap((one) => [
    one,
    ...everyComponent(one.components ?? []),
    ...(one.accessory ? [one.accessory] : []),
  ])
}

export const texts = (components: Component[]): string[] =>
  everyComponent(components).flatMap((one) => (one.type === 10 && typeof one.content === 'string' ? [one.content] : []))

export const textLength = (components: Component[]): number =>
  texts(components).reduce((sum, text) => sum + text.length, 0)

/** The names of uploads that media of these components point at. */
export function attachmentNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(attachmentNames)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    /^(url|icon_url)$/.test(key) && typeof one === 'string' && one.startsWith('attachment://')
      ? [one.slice('attachment://'.length)]
      : attachmentNames(one),
  )
}
