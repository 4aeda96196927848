import { randomBytes } from 'node:crypto'

/** An id that all log lines caused by one event or command share. */
export const newCorrelationId = (): string => randomBytes(6).toString('hex')
