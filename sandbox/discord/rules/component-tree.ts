import type { Component } from '../discord-types.ts'

/** All components of a message in reading order, including nested ones and accessories. */
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

/** The names of uploads that media in these components reference. */
export function attachmentNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(attachmentNames)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    /^(url|icon_url)$/.test(key) && typeof one === 'string' && one.startsWith('attachment://')
      ? [one.slice('attachment://'.length)]
      : attachmentNames(one),
  )
}
