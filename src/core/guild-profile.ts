/** A server as Discord shows it. Its owner can choose any name. */
export interface GuildProfile {
  name: string
  /** Its icon on Discord's CDN. */
  iconUrl?: string | undefined
}
