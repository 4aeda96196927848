const PERMISSION_BITS = {
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

export type SandboxPermissionName = keyof typeof PERMISSION_BITS

export const permissionBit = (name: SandboxPermissionName): bigint => PERMISSION_BITS[name]
export const ALL_PERMISSIONS: bigint = Object.values(PERMISSION_BITS).reduce((sum, one) => sum | one, 0n)

export function combinePermissions(names: SandboxPermissionName[]): bigint {
  return names.reduce((sum, name) => {
    if (PERMISSION_BITS[name] === undefined) throw new TypeError(`No permission is called ${name}`)
    return sum | PERMISSION_BITS[name]
  }, 0n)
}

/** The permissions of @everyone in a new server. */
export const EVERYONE_PERMISSIONS: bigint = combinePermissions([
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

/** The bot's permissions from its invite link (see README), and Send Messages where everyone has it. */
export const BOT_INVITE_PERMISSIONS: bigint = combinePermissions([
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'SendMessagesInThreads',
])

export const hasPermission = (granted: bigint, name: SandboxPermissionName): boolean =>
  (granted & PERMISSION_BITS.Administrator) !== 0n || (granted & PERMISSION_BITS[name]) !== 0n
