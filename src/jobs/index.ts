import { activityDetails } from './activity-details.ts'
import { expireApproval } from './approvals/expire-approval.ts'
import { respondToApproval } from './approvals/respond-to-approval.ts'
import { catchUp, checkActivities } from './catch-up/catch-up.ts'
import { scheduleCatchUps } from './catch-up/schedule-catch-ups.ts'
import type { Job } from './define-job.ts'
import { feedAdd } from './feed-add.ts'
import { feedList } from './feed-list.ts'
import { clearFeeds, feedRemove } from './feed-remove.ts'
import { guildsJoined, guildsLeft } from './feeds/guild-changes.ts'
import { notifyFeedPaused } from './feeds/pause-feed.ts'
import { resumeFeeds } from './feeds/resume-feeds.ts'
import { link } from './link.ts'
import { confirmLink } from './membership/confirm-link.ts'
import { notifyDeadLink } from './membership/dead-link.ts'
import { deleteMessages } from './membership/delete-messages.ts'
import { revokeAuthorization } from './membership/revoke-authorization.ts'
import { verifyAuthorization } from './membership/verify-authorization.ts'
import { postDetails } from './post-details.ts'
import { privacy } from './privacy.ts'
import { recent } from './recent.ts'
import { removeExpiredJobs } from './remove-expired-jobs.ts'
import { replyJobLost } from './reply-job-lost.ts'
import { units } from './set-units.ts'
import { share } from './share.ts'
import { shareRecent } from './share-recent.ts'
import { stats } from './stats.ts'
import { status } from './status.ts'
import { lookAgain } from './sync-activity/second-look.ts'
import { syncActivity } from './sync-activity/sync-activity.ts'
import { withdrawActivity } from './sync-activity/withdraw-activity.ts'
import { confirmUnlink, unlink } from './unlink.ts'

/** Everything that workers can do. A new job is one file and one line here. */
export const JOBS: readonly Job[] = [
  replyJobLost,
  link,
  confirmLink,
  recent,
  shareRecent,
  activityDetails,
  postDetails,
  stats,
  share,
  units,
  privacy,
  confirmUnlink,
  unlink,
  respondToApproval,
  feedAdd,
  feedRemove,
  clearFeeds,
  feedList,
  status,
  revokeAuthorization,
  syncActivity,
  withdrawActivity,
  lookAgain,
  checkActivities,
  catchUp,
  scheduleCatchUps,
  verifyAuthorization,
  resumeFeeds,
  removeExpiredJobs,
  expireApproval,
  deleteMessages,
  notifyDeadLink,
  notifyFeedPaused,
  guildsJoined,
  guildsLeft,
]
