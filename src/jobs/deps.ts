import type { Activity } from '../domain/activity.ts'
import type { ShareMode } from '../domain/sharing.ts'
import type { JobRequest } from './define.ts'

/** A Discord user and their Strava athlete, as jobs need it. `linkedAt` in epoch milliseconds. */
export interface Linked {
  userId: string
  athleteId: string
  athleteName: string
  linkedAt: number
}

/** What jobs get handed in. */
export interface JobDeps {
  links: {
    find(userId: string): Promise<Linked | undefined>
    remove(link: { userId: string; athleteId: string }): Promise<void>
    shareOf(userId: string, guildId: string): Promise<ShareMode | undefined>
    share(userId: string, guildId: string, mode: ShareMode): Promise<void>
  }
  states: {
    create(request: {
      userId: string
      userName: string
      guildId: string
      interactionId: string
      locale: string
    }): Promise<string>
  }
  revocations: {
    /** Sets the athlete's tokens aside: from then on nothing is read with them. */
    prepare(athleteId: string): Promise<void>
    /** Revokes at Strava what was set aside; done already is done. */
    carryOut(athleteId: string): Promise<void>
  }
  activities: {
    page(
      athleteId: string,
      request: { page: number; perPage: number },
    ): Promise<{ activities: Activity[]; isLast: boolean }>
  }
  queue: { add(request: JobRequest): Promise<void> }
  /** The address of the page on which the state's owner consents. */
  connectUrl: (state: string) => string
  /** Epoch milliseconds. */
  now: () => number
}
