export interface StravaEvent {
  object_type: 'activity' | 'athlete'
  object_id: number
  aspect_type: 'create' | 'update' | 'delete'
  updates?: Record<string, string>
  owner_id: number
  subscription_id: number
  event_time: number
}

export interface SentEvent {
  event: unknown
  attempts: number
  outcome: 'pending' | 'acknowledged' | 'lost'
  /** ms, by the sandbox's clock */
  at: number
  /** ms; only for a late event: when it is due */
  dueAt?: number
}

/** What happens to the next event. Milliseconds. */
export type NextEvent = { kind: 'late'; delayMs: number } | { kind: 'doubled' } | { kind: 'lost' }

export interface PushSubscription {
  id: number
  resource_state: 2
  application_id: number
  callback_url: string
  created_at: string
  updated_at: string
}
