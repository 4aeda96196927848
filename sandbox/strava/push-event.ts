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
}

export interface PushSubscription {
  id: number
  resource_state: 2
  application_id: number
  callback_url: string
  created_at: string
  updated_at: string
}
