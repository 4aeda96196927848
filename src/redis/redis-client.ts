import { Cluster, type Redis } from 'ioredis'

/** A connection to one server, or to all nodes of a cluster. */
export type RedisClient = Redis | Cluster

/** The server, or all primaries of a cluster. */
export const serversOf = (redis: RedisClient): Redis[] => (redis instanceof Cluster ? redis.nodes('master') : [redis])
