/**
 * What each encrypted value is bound to (additional authenticated data): elsewhere it can't be decrypted. A changed
 * text here makes stored values unreadable.
 */
export const aad = {
  tokens: (athleteId: string) => `tokens:${athleteId}`,
  profile: (userId: string) => `profile:${userId}`,
  feed: (guildId: string, channelId: string) => `feed:${guildId}:${channelId}`,
  /** `hash` as in the name of the key. */
  oauthState: (hash: string) => `oauth-state:${hash}`,
  pendingReply: (interactionId: string) => `pending-reply:${interactionId}`,
  totals: (athleteId: string) => `totals:${athleteId}`,
  recentActivities: (userId: string, athleteId: string) => `recent-activities:${userId}:${athleteId}`,
  activityCache: (athleteId: string, name: string) => `activity-cache:${athleteId}:${name}`,
  member: (hash: string) => `member-profile:${hash}`,
  waitingPerson: (hash: string) => `waiting-person:${hash}`,
  job: (jobName: string) => `job:${jobName}`,
}
