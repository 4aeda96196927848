import { text } from 'node:stream/consumers'

/** What this process is to do. */
export const readTask = async <T>(): Promise<T> => JSON.parse(await text(process.stdin)) as T

export const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
