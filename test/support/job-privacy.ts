import { createJobPrivacy } from '../../src/store/job-privacy.ts'
import { createSealing } from '../../src/store/sealing.ts'

/** The key of all programs that tests start. */
export const KEY = Buffer.alloc(32, 7).toString('base64')

export const sealing = createSealing([Buffer.from(KEY, 'base64')])

/** How these programs name and encrypt their jobs. */
export const privacy = createJobPrivacy(sealing)
