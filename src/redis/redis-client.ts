import { Cluster, type Redis } from 'ioredis'

/** A connection to one server, or to all nodes of a cluster. */
export type RedisClient = Redis | Cluster

/** The server, or all primaries of a cluster. */
export const serversOf = (redis: RedisClient): Redis[] => (redis instanceof Cluster ? redis.nodes('master') : [redis])

/** A reply such as `field, value, field, value` as pairs. */
export const toPairs = (flat: readonly string[]): [string, string][] =>
  flat.flatMap((first, index): [string, string][] => (index % 2 === 0 ? [[first, flat[index + 1] ?? '']] : []))
