import { text } from 'node:stream/consumers'

/** The task of this process. */
export const readTask = async <T>(): Promise<T> => JSON.parse(await text(process.stdin)) as T

export const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
