/** `replies`: somebody waits for the answer. `sync`: everything else. */
export type Lane = 'replies' | 'sync'

/**
 * What the same id means. `forever`: a second job changes nothing, also when the first is done. `unfinished`: while the first waits, a
 * second changes nothing; while it runs, one more runs after it.
 */
export type Sameness = 'forever' | 'unfinished'

export type JobPriority = 'first' | 'normal' | 'last'

/** A job with its payload, ready to be queued. */
export interface JobRequest {
  name: string
  lane: Lane
  id: string
  same: Sameness
  /** Identities only. */
  data: unknown
  /** How often it is tried in all when something fails that may pass. */
  attempts: number
  /** Milliseconds before its first run. */
  delay: number
  /** Which jobs of its lane go first: `first` those that take something down, `last` those that only look whether something was missed. */
  priority: JobPriority
  /** The same for everything that one event or command led to, in the log. Not given: it begins with this job. */
  correlationId?: string | undefined
}
