import type { Job } from './define.ts'
import { link } from './link.ts'
import { linked } from './linked.ts'
import { privacy } from './privacy.ts'
import { recent } from './recent.ts'
import { revokeGrant } from './revoke-grant.ts'
import { share } from './share.ts'
import { askUnlink, unlink } from './unlink.ts'

/** Everything that workers can do. A new job is one file and one line here. */
export const JOBS: readonly Job[] = [link, linked, recent, share, privacy, askUnlink, unlink, revokeGrant]
