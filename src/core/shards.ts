/** Some of the shards of Discord's gateway, and how many there are altogether. */
export interface Shards {
  ids: readonly number[]
  count: number
}

/** https://docs.discord.com/developers/events/gateway#sharding */
export const isOnShards = (guildId: string, { ids, count }: Shards): boolean =>
  ids.includes(Number((BigInt(guildId) >> 22n) % BigInt(count)))
