const bits = {
  KickMembers: 1n << 1n,
  BanMembers: 1n << 2n,
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  ManageRoles: 1n << 28n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  SendMessagesInThreads: 1n << 38n,
  PinMessages: 1n << 51n,
} as const

export type PermissionName = keyof typeof bits

export const bit = (name: PermissionName): bigint => bits[name]
export const all: bigint = Object.values(bits).reduce((sum, one) => sum | one, 0n)

export function permissionBits(names: PermissionName[]): bigint {
  return names.reduce((sum, name) => {
    if (bits[name] === undefined) throw new TypeError(`No permission is called ${name}`)
    return sum | bits[name]
  }, 0n)
}

/** What everybody has in a new server. */
export const everyone: bigint = permissionBits([
  'AddReactions',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'UseApplicationCommands',
  'CreatePublicThreads',
  'SendMessagesInThreads',
])

/** What the bot is granted with its invitation: what README names, and to speak where everybody may. */
export const invited: bigint = permissionBits([
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'SendMessagesInThreads',
])

export const holds = (granted: bigint, name: PermissionName): boolean =>
  (granted & bits.Administrator) !== 0n || (granted & bits[name]) !== 0n
