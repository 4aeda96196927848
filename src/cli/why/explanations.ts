import type { PlanReason } from '../../core/post-rules.ts'

/** Reasons in decisions that are not those of a plan. */
type OtherReason =
  | 'the member is not in the server'
  | 'missing permissions in the channel'
  | 'the channel is gone or hidden'
  | 'the channel takes no messages'
  | 'the forum requires a tag, and has none that the bot may apply'
  | 'the server has as many threads as it can have'
  | 'Discord refuses the message'
  | 'no feed in a server in which the member chose'
  | 'the athlete is not linked'
  | 'removed with the command'
  | 'no answer within a day'
  | 'the server is not in DISCORD_GUILD_IDS'

/** What each reason means, and what can be done. Each is a sentence after “because”. */
const EXPLANATIONS: Readonly<Record<PlanReason | OtherReason, string>> = {
  'deleted on Strava or visible only to the athlete':
    "it is deleted on Strava, or only the athlete can see it there: the bot can't read it.",
  'visible to the athlete only': 'only the athlete can see it on Strava. Such activities are never posted.',
  'visibility unknown': "Strava didn't say who may see it. Such activities are never posted.",
  'visible to followers only':
    'only followers can see it on Strava. The member can allow such activities: /strava share followers:True.',
  'flagged on Strava': 'Strava has flagged it. It can be posted once the flag is gone.',
  'muted by the athlete':
    'the athlete muted it on Strava. The member can allow such activities: /strava share muted:True.',
  'deletion was interrupted': 'its message has to be deleted, and that was interrupted. The job will finish it.',
  'the post was deleted in Discord': 'someone deleted its message on Discord. It stays deleted.',
  'removed with the command': 'someone removed it with “Remove this post”. It stays removed until that is undone.',
  'the member skipped it': 'the member skipped it, or did not answer within a day. “Post after all” posts it.',
  'no answer within a day': 'the member did not answer the question within a day.',
  'filtered out by the feed':
    "the feed doesn't take it: see its sports, minimums, indoor and commutes in /strava-admin feed list.",
  'the feed is paused':
    'the feed is paused: the bot may not post there. Fix what /strava-admin status says, and the activity is posted.',
  'an admin paused the feed': 'an admin paused the feed. An admin can resume it: /strava-admin settings.',
  'over the daily limit': "the member has reached the feed's daily limit.",
  unchanged: 'its message is already up to date.',
  'changed on Strava': 'it changed on Strava.',
  'the member hides more of the map or photos': 'the member hides more of the map or photos than before.',
  'the member no longer shares here': 'the member no longer shares in this server. Posts that exist stay.',
  'posting was interrupted':
    'sending the message was interrupted. The job looks for it, and sends it if it is missing.',
  'no longer shared': 'the member stopped sharing in this server while it was being posted.',
  'the member does not share here': "the member doesn't share in this server. They can with /strava share mode:auto.",
  'the member said yes': 'the member said yes.',
  'the member was asked': 'the member was asked, and has not answered. After a day it is skipped.',
  'too old to repost': 'it ended more than seven days ago, which is too long ago to post it again.',
  'visible again': 'it is visible again.',
  'visible again, and the member wants to be asked': 'it is visible again, and the member wants to be asked.',
  'ended before linking, sharing or the feed, or over two days ago':
    'it ended before the member connected or chose to share, before the feed was added, or more than two days ago.',
  new: 'it is new.',
  'new, and the member wants to be asked': 'it is new, and the member wants to be asked.',
  'the member is not in the server': 'the member is not in the server. Their choice for it was deleted.',
  'missing permissions in the channel':
    'the bot is missing permissions in the channel. Give it those that /strava-admin status names, and the activity is posted.',
  'the channel is gone or hidden': 'the channel is deleted, or the bot cannot see it. See /strava-admin status.',
  'the channel takes no messages':
    'nobody can write messages in a channel of this kind. Choose another one: /strava-admin feed add.',
  'the forum requires a tag, and has none that the bot may apply':
    'the forum requires a tag, and has none that the bot may give. Add one that everybody may use.',
  'the server has as many threads as it can have': 'the server has as many threads as it can have. Archive some.',
  'Discord refuses the message':
    'Discord refuses the message. The error is in the log and with the failed job: npm run jobs.',
  'no feed in a server in which the member chose':
    'none of the servers where the member shares has a feed. An admin can add one: /strava-admin feed add. The member can share in another: /strava share.',
  'the athlete is not linked': 'the athlete is not connected.',
  'the server is not in DISCORD_GUILD_IDS':
    'DISCORD_GUILD_IDS does not list this server. Add it, and restart the program.',
}

/** What a reason means. An unknown reason is returned unchanged. */
export const explanationOf = (reason: string): string =>
  (EXPLANATIONS as Readonly<Record<string, string>>)[reason] ?? `${reason}.`
