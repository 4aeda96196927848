import { randomBytes } from 'node:crypto'

/** What everything that one event or command led to has in common in the log. */
export const newCorrelationId = (): string => randomBytes(6).toString('hex')
