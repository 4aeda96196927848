import { expireApproval } from './approvals/expire-approval.ts'
import { catchUp, checkActivities } from './catch-up/catch-up.ts'
import { scheduleCatchUps } from './catch-up/schedule-catch-ups.ts'
import type { Job } from './define-job.ts'
import { greetGuild } from './feeds/greet-guild.ts'
import { guildsJoined, guildsLeft } from './feeds/guild-changes.ts'
import { indexFeedAdmins } from './feeds/index-feed-admins.ts'
import { notifyFeedPaused } from './feeds/pause-feed.ts'
import { postOverLimit } from './feeds/post-over-limit.ts'
import { resumeFeeds } from './feeds/resume-feeds.ts'
import { confirmLink } from './membership/confirm-link.ts'
import { deleteMessages } from './membership/delete-messages.ts'
import { forgetUser } from './membership/forget-user.ts'
import { notifyInvalidLink } from './membership/invalid-link.ts'
import { offerSeats } from './membership/offer-seats.ts'
import { revokeAuthorization } from './membership/revoke-authorization.ts'
import { notifySharingStopped } from './membership/sharing-stopped.ts'
import { verifyAuthorization } from './membership/verify-authorization.ts'
import { removeExpiredJobs } from './remove-expired-jobs.ts'
import { replyJobLost } from './reply-job-lost.ts'
import { finishDeletion } from './sync-activity/finish-deletion.ts'
import { recheckActivity } from './sync-activity/recheck-activity.ts'
import { syncActivity } from './sync-activity/sync-activity.ts'
import { withdrawActivity } from './sync-activity/withdraw-activity.ts'

/** The jobs that no command starts. A new one is one file and one line here. */
export const JOBS: readonly Job[] = [
  replyJobLost,
  confirmLink,
  revokeAuthorization,
  offerSeats,
  syncActivity,
  withdrawActivity,
  finishDeletion,
  recheckActivity,
  checkActivities,
  catchUp,
  scheduleCatchUps,
  verifyAuthorization,
  resumeFeeds,
  postOverLimit,
  removeExpiredJobs,
  indexFeedAdmins,
  expireApproval,
  deleteMessages,
  forgetUser,
  notifyInvalidLink,
  notifySharingStopped,
  notifyFeedPaused,
  greetGuild,
  guildsJoined,
  guildsLeft,
]
