import { activityDetails } from './activity-details.ts'
import { catchUp, checkActivities } from './catch-up.ts'
import { confirmLink } from './confirm-link.ts'
import { notifyDeadLink } from './dead-link.ts'
import type { Job } from './define-job.ts'
import { deleteMessages } from './delete-messages.ts'
import { expireApproval } from './expire-approval.ts'
import { feedAdd } from './feed-add.ts'
import { feedList } from './feed-list.ts'
import { clearFeeds, feedRemove } from './feed-remove.ts'
import { guildsJoined, guildsLeft } from './guild-membership.ts'
import { link } from './link.ts'
import { lookAgain } from './look-again.ts'
import { notifyFeedPaused } from './pause-feed.ts'
import { postDetails } from './post-details.ts'
import { privacy } from './privacy.ts'
import { recent } from './recent.ts'
import { removeExpiredJobs } from './remove-expired-jobs.ts'
import { replyJobLost } from './reply-job-lost.ts'
import { respondToApproval } from './respond-to-approval.ts'
import { resumeFeeds } from './resume-feeds.ts'
import { revokeAuthorization } from './revoke-authorization.ts'
import { scheduleCatchUps } from './schedule-catch-ups.ts'
import { share } from './share.ts'
import { shareRecent } from './share-recent.ts'
import { stats } from './stats.ts'
import { status } from './status.ts'
import { syncActivity } from './sync-activity.ts'
import { units } from './units.ts'
import { confirmUnlink, unlink } from './unlink.ts'
import { verifyAuthorization } from './verify-authorization.ts'
import { withdrawActivity } from './withdraw-activity.ts'

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
