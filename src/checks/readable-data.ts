import type { Finding, FindingSentences } from './finding.ts'

export interface ReadableDataFinding extends Finding {
  check: 'readable-data'
  kind: 'key-missing'
  /** A short name that reveals nothing about the key. */
  keyName: string
}

/** Whether the keys of this process, and of those that run, can read what is stored. */
export async function checkReadableData({
  findMissingKey,
}: {
  findMissingKey: () => Promise<string | undefined>
}): Promise<ReadableDataFinding[]> {
  const keyName = await findMissingKey()
  return keyName === undefined ? [] : [{ check: 'readable-data', severity: 'error', kind: 'key-missing', keyName }]
}

export const readableDataSentences: FindingSentences<ReadableDataFinding> = {
  'key-missing': ({ keyName }) =>
    `The stored data is encrypted with the key ${keyName}, which ENCRYPTION_KEY doesn't hold. Restore that key in all processes, or list it after the new one.`,
}
