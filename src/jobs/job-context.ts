import type { Activity } from '../core/activity.ts'
import type { Streams } from '../core/activity-profile.ts'
import type { ChannelAccess, PausedThread } from '../core/channel-access.ts'
import type { Feed, PauseReason } from '../core/feed.ts'
import type { MapSummary } from '../core/geo/map-layout.ts'
import type { LatLng } from '../core/geo/projection.ts'
import type { KnownVisibility } from '../core/list-visibility.ts'
import type { MapChoice } from '../core/map-plan.ts'
import type { Post } from '../core/post.ts'
import type { ShareMode, SharePreference } from '../core/sharing.ts'
import type { ActivityTotals } from '../core/totals.ts'
import type { Pool, System, Units } from '../core/units.ts'
import type { Reply } from '../discord/reply.ts'
import type { Log } from '../logger.ts'
import type { JobRequest } from '../queue/job-request.ts'
import type { CircuitState } from '../strava/circuit-breaker/circuit-state.ts'
import type { RateLimitStatus } from '../strava/rate-limiter/usage.ts'

/** A Discord user and their Strava athlete, as jobs need it. `linkedAt` in epoch milliseconds. */
export interface Linked {
  userId: string
  athleteId: string
  athleteName: string
  linkedAt: number
  /** Since when Strava has refused the link, and when its member was told. */
  invalidSince?: number | undefined
  invalidNotifiedAt?: number | undefined
}

/** A message that stands in a channel; without an id it may stand there, and is known by the activity that it tells of. */
export type PublishedMessage = { channelId: string } & ({ messageId: string } | { activityId: string })

/** The file of an image. */
export interface RenderedImage {
  type: string
  bytes: Uint8Array
}

/** From where to where an axis reaches, and what is written beside it. */
interface AxisScale {
  low: number
  high: number
  ticks: { at: number; label: string }[]
}

/** What jobs get handed in. */
export interface JobContext {
  links: {
    find(userId: string): Promise<Linked | undefined>
    remove(link: { userId: string; athleteId: string }): Promise<void>
    ownerOf(athleteId: string): Promise<string | undefined>
    athletes(): Promise<string[]>
    sharePreferenceOf(userId: string, guildId: string): Promise<SharePreference | undefined>
    sharePreferencesOf(userId: string): Promise<[guildId: string, preference: SharePreference][]>
    setSharePreference(
      userId: string,
      guildId: string,
      changes: { mode: ShareMode; followers?: boolean | undefined; muted?: boolean | undefined },
      /** The interaction in which it was chosen: an older one changes nothing. */
      interactionId: string,
      now: number,
    ): Promise<SharePreference>
    deleteSharePreference(userId: string, guildId: string): Promise<void>
    /** Since when the link has been invalid, as far as was seen: now, if it was not seen before. */
    markInvalid(userId: string, now: number): Promise<number>
    /** The member knows that their link is invalid. */
    markInvalidNotified(userId: string, now: number): Promise<void>
    /** Strava accepts the link after all. */
    markValid(userId: string): Promise<void>
    /** How many of those who share in a server have an invalid link. */
    countInvalid(guildId: string): Promise<number>
  }
  /** In which units people read what they ask for, linked or not. */
  units: {
    of(userId: string): Promise<Units>
    /** Undefined where the usual ones were not chosen against anything. */
    chosenBy(userId: string): Promise<Units | undefined>
    choose(userId: string, changes: { system?: System | undefined; pool?: Pool | undefined }): Promise<Units>
  }
  /** What was counted last of an athlete's activities, for some minutes. */
  totalsCache: {
    read(athleteId: string): Promise<ActivityTotals | undefined>
    keep(athleteId: string, totals: ActivityTotals): Promise<void>
    forget(athleteId: string): Promise<void>
  }
  /** What people who asked were told within the last minute. */
  activityCache: { forget(athleteId: string): Promise<void> }
  /** What the details of an athlete's activities said within the last week that they hide, by activity. */
  activityVisibility: { all(athleteId: string): Promise<ReadonlyMap<string, KnownVisibility>> }
  feeds: {
    find(guildId: string, channelId: string): Promise<Feed | undefined>
    list(guildId: string): Promise<Feed[]>
    save(feed: Feed): Promise<void>
    remove(guildId: string, channelId: string): Promise<boolean>
    /** Answers whether somebody should be told. */
    pause(guildId: string, channelId: string, why: PauseReason, now: number, isSeen: boolean): Promise<boolean>
    resume(guildId: string, channelId: string, now: number): Promise<void>
    /** It is still shut: it is looked at again later, at the latest at `until`. */
    postpone(guildId: string, channelId: string, why: PauseReason, now: number, until?: number): Promise<void>
    /** Feeds whose pause may be over; with `changed`, those of that server, in which something changed just now. */
    dueForRetry(now: number, changed?: string): Promise<{ guildId: string; channelId: string }[]>
    /** Servers that have feeds. */
    guilds(): Promise<string[]>
    guildLeft(guildId: string): Promise<void>
    guildJoined(guildId: string): Promise<void>
  }
  /** What waits for Discord to let the bot in: activities, and members' own posts in forums that are shut. */
  heldBack: {
    /** An activity could not be shown in a server as it should be. */
    add(guildId: string, athleteId: string, activityId: string, now: number): Promise<void>
    /** The servers in which activities wait. */
    guilds(): Promise<string[]>
    /** All activities that wait in a server; then none does. */
    take(guildId: string): Promise<{ athleteId: string; activityId: string }[]>
    pauseThread(thread: PausedThread, now: number, isSeen: boolean): Promise<unknown>
    resumeThread(thread: Omit<PausedThread, 'threadId'>, now: number): Promise<void>
    postpone(thread: PausedThread, now: number): Promise<void>
    /** In which of these forums the member's post is shut, by the forums' ids. */
    pausedThreadsIn(
      userId: string,
      forums: readonly { guildId: string; forumId: string }[],
    ): Promise<ReadonlySet<string>>
    pausedThreads(guildId: string, now: number): Promise<PausedThread[]>
    /** Those that may be open again; `changed` as with feeds. */
    threadsDueForRetry(now: number, changed?: string): Promise<PausedThread[]>
  }
  posts: {
    read(athleteId: string, activityId: string): Promise<Record<string, Post>>
    write(athleteId: string, activityId: string, channelId: string, post: Post): Promise<void>
    forget(athleteId: string, activityId: string, channelId: string): Promise<void>
    all(athleteId: string): Promise<[activityId: string, posts: Record<string, Post>][]>
    /** Of what ended before, only which message tells of which activity is kept. */
    compact(athleteId: string, before: number): Promise<void>
  }
  /** Events about activities that are not seen to. */
  openEvents: { close(athleteId: string, activityId: string): Promise<void> }
  /** What members chose of the maps of their activities. */
  maps: {
    of(userId: string): Promise<MapChoice>
    /** `interactionId` is the interaction in which it was chosen: an older one changes nothing. */
    choose(userId: string, choice: MapChoice, interactionId: string): Promise<void>
  }
  routes: {
    /** Two numbers from 0 up to 1, always the same for an activity, that nobody else can know. */
    seedOf(activityId: string): [number, number]
  }
  /** Draws, outside of this thread. Throws `image-failed`. */
  images: {
    /** A route without `trimming` metres around its ends; undefined when nothing of it may be drawn. */
    map(route: {
      polyline: string
      ends: readonly LatLng[]
      trimming: number
      seed: readonly [number, number]
      color: number
      scales: { metres: number; label: string }[]
    }): Promise<{ image: RenderedImage; facts: MapSummary; ends: boolean } | undefined>
    weeks(image: {
      weeks: string[]
      series: { color: number; values: number[] }[]
      axis: AxisScale
    }): Promise<RenderedImage>
    profile(image: {
      at: number[]
      axis: AxisScale
      panels: {
        color: number
        form: 'area' | 'line'
        values: (number | null)[]
        axis: AxisScale
        inverted?: boolean
      }[]
    }): Promise<RenderedImage>
  }
  /** Messages of the bot's own in channels, and what the server allows it there. No locale: English. */
  channels: {
    /** Posts once: the same nonce gives the same message; `deleted-by-user` when somebody deleted that one. */
    sendMessage(
      channelId: string,
      reply: Reply,
      nonce: string,
      locale: string | undefined,
    ): Promise<{ messageId: string } | 'deleted-by-user'>
    /** `gone` when somebody deleted the message. */
    editMessage(
      channelId: string,
      messageId: string,
      reply: Reply,
      locale: string | undefined,
    ): Promise<'edited' | 'gone'>
    deleteMessage(channelId: string, messageId: string): Promise<void>
    /** The message of the bot's own, written since then, that tells of this activity. Epoch milliseconds. */
    findActivityMessage(channelId: string, url: string, since: number): Promise<string | undefined>
    createDM(userId: string): Promise<string>
    /** A member's own post in a forum that is there already, by its name. */
    findForumThread(guildId: string, forumId: string, name: string, since: number): Promise<string | undefined>
    /** A member's own post in a forum, with its first message. */
    createForumThread(
      guildId: string,
      forumId: string,
      name: string,
      reply: Reply,
      locale: string | undefined,
    ): Promise<{ messageChannelId: string; messageId: string }>
    /** As the server shows the member; undefined when they are not in it. */
    displayName(guildId: string, userId: string): Promise<string | undefined>
    /** What the bot lacks to post in a channel; `no-channel` when it cannot see it at all. */
    checkAccess(guildId: string, channelId: string): Promise<ChannelAccess>
    /** The same for several channels of a server, which is looked at once. */
    accessChecker(guildId: string): (channelId: string) => Promise<ChannelAccess>
    /** Until when the bot is timed out in a server; undefined when it is not. Epoch milliseconds. */
    timedOutIn(guildId: string): Promise<number | undefined>
  }
  /** The members' own posts in forums. */
  forumPosts: {
    /** Where it is, or since when it is being opened: epoch milliseconds. */
    find(userId: string, forumId: string): Promise<{ threadId: string } | { startedAt: number } | undefined>
    /** One is about to be opened: should the answer be lost, it may be there. */
    markOpening(userId: string, forumId: string, at: number): Promise<void>
    save(userId: string, forumId: string, threadId: string): Promise<void>
    /** Runs one piece of work at a time in a member's posts, over all processes. */
    withLock<T>(userId: string, work: () => Promise<T>): Promise<T>
  }
  /** Whether somebody is in a server: as far as was seen some minutes ago (`cached`, the default), or as Discord says it now (`fresh`). */
  members: {
    has(guildId: string, userId: string, when?: 'cached' | 'fresh'): Promise<boolean>
    /** With the address of their picture as the server shows it, if it is known; undefined when they are not in the server. */
    find(
      guildId: string,
      userId: string,
      when?: 'cached' | 'fresh',
    ): Promise<{ avatar: string | undefined } | undefined>
  }
  /** Approvals that could not be requested privately: they wait for the member's next command. */
  approvals: {
    keep(userId: string, approval: { activityId: string; channelId: string }, until: number): Promise<void>
    drop(userId: string, approval: { activityId: string; channelId: string }): Promise<void>
    waiting(userId: string): Promise<{ activityId: string; channelId: string }[]>
    /** Whether it is time to request them (again); then it is not for some hours. */
    mayPrompt(userId: string): Promise<boolean>
  }
  /** What all processes know of Strava: how much of its limits is used, and whether it works. */
  rateLimiter: { read(): Promise<RateLimitStatus> }
  circuitBreaker: { read(): Promise<CircuitState> }
  /** What people may do once, however often they press. */
  idempotency: {
    /** Whether `who` is the first to do `what`, or was it before. */
    claim(what: string, who: string): Promise<boolean>
  }
  /** The public replies that show a member. */
  publicReplies: {
    remember(userId: string, channelId: string, messageId: string): Promise<void>
    forget(userId: string): Promise<void>
  }
  /** When it was last tried whether an athlete still grants access. Epoch milliseconds. */
  authorizationChecks: {
    lastAt(athleteId: string): Promise<number | undefined>
    note(athleteId: string, at: number): Promise<void>
    forget(athleteId: string): Promise<void>
  }
  /** What members who left still have standing in channels. */
  pendingDeletions: {
    enqueue(userId: string, athleteId: string): Promise<void>
    /** The same, of an athlete who is not linked any more. */
    enqueuePosts(athleteId: string, userId?: string): Promise<void>
    /** Nothing is taken down: it is only forgotten. */
    forget(userId: string, athleteId: string): Promise<void>
    messages(athleteId: string): Promise<PublishedMessage[]>
    markDeleted(athleteId: string, message: PublishedMessage): Promise<void>
  }
  /** Runs one piece of work at a time for an activity, over all processes. */
  withActivity: <T>(activityId: string, work: () => Promise<T>) => Promise<T>
  states: {
    create(request: {
      userId: string
      userName: string
      username?: string | undefined
      guildId: string
      interactionId: string
      locale: string
    }): Promise<string>
  }
  revocations: {
    /** Sets the athlete's tokens aside: from then on nothing is read with them. */
    begin(athleteId: string): Promise<void>
    /** Revokes at Strava what was set aside; `nothing` when there is nothing to do it with, or it was done before. */
    complete(athleteId: string): Promise<'revoked' | 'nothing'>
  }
  activities: {
    page(
      athleteId: string,
      /** `after` and `before` in epoch seconds. Newest first, unless `after` is given. */
      request: { page: number; perPage: number; after?: number; before?: number },
    ): Promise<{ activities: Activity[]; isLast: boolean }>
    /**
     * One activity with what the athlete hides of it; undefined when Strava has it no longer, or not for us. `isPublished`: a message tells of
     * it, which may have to be taken down now, so it is read before everything else. `withRoute`: an answer without its route is of no use.
     */
    find(
      athleteId: string,
      activityId: string,
      how?: { isPublished?: boolean; withRoute?: boolean },
    ): Promise<Activity | undefined>
    /** What was measured on its way; undefined where there is nothing. */
    streams(athleteId: string, activityId: string): Promise<Streams | undefined>
  }
  queue: {
    add(request: JobRequest): Promise<void>
    /** How many jobs each queue holds, by the queue's states. */
    counts?(): Promise<Record<string, Record<string, number>>>
    /** How many wait to be done, without those that come at a time of their own. */
    waiting?(): Promise<number>
    /** Removes what failed and is past its time. */
    removeExpired?(): Promise<void>
    /** Removes what failed, or waits for its time, of an athlete who left, but jobs of these names. */
    removeAthleteJobs?(athleteId: string, exceptNames: readonly string[]): Promise<void>
  }
  /** By how much a clock of ours is ahead of Discord's and Strava's, where it is wrong. Milliseconds. */
  clockSkews?: { read(): Promise<Record<string, number>> }
  /** What is wrong with the Redis that all of this is kept in. */
  readRedisProblems?: () => Promise<
    (
      | { kind: 'version'; version: string }
      | { kind: 'eviction'; policy: string }
      | { kind: 'persistence' | 'unchecked' }
    )[]
  >
  /** The name of the encryption key that a process of ours lacks, if any does. */
  readMissingKey?: () => Promise<string | undefined>
  /** What the web role last found out about the push subscription at Strava. */
  subscription?: {
    read(): Promise<{ state: string } | undefined>
    /** When Strava last told of anything. Epoch milliseconds. */
    lastEventAt(): Promise<number | undefined>
  }
  /** The address of the page on which the state's owner consents. */
  connectUrl: (state: string) => string
  log: Pick<Log, 'debug' | 'info' | 'warn'>
  /** Epoch milliseconds. */
  now: () => number
}
