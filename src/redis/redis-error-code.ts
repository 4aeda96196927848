import { ReplyError } from 'ioredis'

/**
 * The first word of an error reply, such as `READONLY`
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors).
 */
export const redisErrorCode = (error: unknown): string | undefined =>
  error instanceof ReplyError ? (error as Error).message.split(' ', 1)[0] : undefined
