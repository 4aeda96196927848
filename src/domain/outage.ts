/** Why Strava is not called: it does not answer, or it has switched off this application. */
export type OutageReason = 'down' | 'inactive'

/** What is known of whether Strava works. Epoch milliseconds. */
export interface Outage {
  /** What failed since something last worked; the same broken activity counts once. */
  failed: { what: string; at: number }[]
  /** Nothing is called until then; then one call tries whether it is over. */
  open: { reason: OutageReason; since: number; until: number; tries: number; tryingUntil: number } | undefined
}

export const NO_OUTAGE: Outage = { failed: [], open: undefined }

/** So many failures without anything that works between them are an outage. */
const ENOUGH = 3

/** A failure is forgotten after this long. Milliseconds. */
const MEMORY = 2 * 60_000

/** From one try to the next: at first, twice as long each time, and at most. Milliseconds. */
const PAUSE: Record<OutageReason, { first: number; longest: number }> = {
  down: { first: 5_000, longest: 2 * 60_000 },
  inactive: { first: 15 * 60_000, longest: 15 * 60_000 },
}

/** A try that is not heard of for this long has died with whoever made it. Milliseconds. */
const TRY_LIMIT = 20_000

/** While somebody else tries, it is asked again after this long. Milliseconds. */
const MEANWHILE = 1000

export type Passage = { kind: 'go' } | { kind: 'wait'; reason: OutageReason; since: number; until: number }

/**
 * Whether Strava may be called. While it is down nobody calls, but for one at a time who tries. While the application is switched off
 * people may: perhaps the operator has just mended it.
 */
export function pass(
  outage: Outage,
  { isInteractive, now }: { isInteractive: boolean; now: number },
): { outage: Outage; passage: Passage } {
  const { open } = outage
  if (!open || (isInteractive && open.reason === 'inactive')) return { outage, passage: { kind: 'go' } }
  const { reason, since, until, tryingUntil } = open
  if (now < until) return { outage, passage: { kind: 'wait', reason, since, until } }
  if (now < tryingUntil) return { outage, passage: { kind: 'wait', reason, since, until: now + MEANWHILE } }
  return { outage: { ...outage, open: { ...open, tryingUntil: now + TRY_LIMIT } }, passage: { kind: 'go' } }
}

const pauseOf = (reason: OutageReason, tries: number) =>
  Math.min(PAUSE[reason].first * 2 ** tries, PAUSE[reason].longest)

/**
 * A call failed. `what`: the one activity that cannot be read, if Strava answers at all; undefined where it did not. One that is broken
 * for good says nothing about Strava, so its failure as a try decides nothing.
 */
export function failed(outage: Outage, { what, now }: { what: string | undefined; now: number }): Outage {
  const { open } = outage
  // Calls that were under way when it began tell nothing new.
  if (open && now < open.until) return outage
  const before = outage.failed.filter((one) => one.at > now - MEMORY && (what === undefined || one.what !== what))
  const list = [...before, { what: what ?? '', at: now }].slice(-ENOUGH)
  if (!open) {
    if (list.length < ENOUGH) return { failed: list, open: undefined }
    const until = now + pauseOf('down', 0)
    return { failed: [], open: { reason: 'down', since: now, until, tries: 0, tryingUntil: 0 } }
  }
  if (what !== undefined && list.length < ENOUGH) return { failed: list, open: { ...open, tryingUntil: 0 } }
  const tries = open.tries + 1
  return { failed: [], open: { ...open, tries, until: now + pauseOf(open.reason, tries), tryingUntil: 0 } }
}

/** Strava has switched off the application: for everybody, until its owner does something. */
export const switchedOff = (outage: Outage, now: number): Outage => ({
  failed: [],
  open: {
    reason: 'inactive',
    since: outage.open?.reason === 'inactive' ? outage.open.since : now,
    until: now + pauseOf('inactive', 0),
    tries: 0,
    tryingUntil: 0,
  },
})

/** A try was not made after all, or told nothing: somebody else may try. */
export const untried = (outage: Outage): Outage =>
  outage.open ? { ...outage, open: { ...outage.open, tryingUntil: 0 } } : outage
