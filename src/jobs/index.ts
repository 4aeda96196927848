import { activity } from './activity.ts'
import { answerQuestion } from './answer-question.ts'
import { apologise } from './apologise.ts'
import { catchUp, checkActivities } from './catch-up.ts'
import { checkFeeds } from './check-feeds.ts'
import { checkGrant } from './check-grant.ts'
import { notifyDeadLink } from './dead-link.ts'
import type { Job } from './define.ts'
import { details } from './details.ts'
import { dropQuestion } from './drop-question.ts'
import { feedAdd } from './feed-add.ts'
import { feedList } from './feed-list.ts'
import { clearFeeds, feedRemove } from './feed-remove.ts'
import { guildsJoined, guildsLeft } from './guild.ts'
import { link } from './link.ts'
import { linked } from './linked.ts'
import { lookAgain } from './look-again.ts'
import { tellPaused } from './pause-feed.ts'
import { privacy } from './privacy.ts'
import { recent } from './recent.ts'
import { removeExpiredJobs } from './remove-expired-jobs.ts'
import { revokeGrant } from './revoke-grant.ts'
import { share } from './share.ts'
import { shareRecent } from './share-recent.ts'
import { stats } from './stats.ts'
import { status } from './status.ts'
import { sweep } from './sweep.ts'
import { syncActivity } from './sync-activity.ts'
import { takeDown } from './take-down.ts'
import { units } from './units.ts'
import { askUnlink, unlink } from './unlink.ts'
import { withdrawActivity } from './withdraw-activity.ts'

/** Everything that workers can do. A new job is one file and one line here. */
export const JOBS: readonly Job[] = [
  apologise,
  link,
  linked,
  recent,
  shareRecent,
  activity,
  details,
  stats,
  share,
  units,
  privacy,
  askUnlink,
  unlink,
  answerQuestion,
  feedAdd,
  feedRemove,
  clearFeeds,
  feedList,
  status,
  revokeGrant,
  syncActivity,
  withdrawActivity,
  lookAgain,
  checkActivities,
  catchUp,
  sweep,
  checkGrant,
  checkFeeds,
  removeExpiredJobs,
  dropQuestion,
  takeDown,
  notifyDeadLink,
  tellPaused,
  guildsJoined,
  guildsLeft,
]
