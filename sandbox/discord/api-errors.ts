import type { Json } from './discord-types.ts'

/** An error response of Discord. */
export class ApiError extends Error {
  readonly status: number
  readonly code: number
  readonly errors: Json | undefined
  constructor(status: number, code: number, message: string, errors?: Json) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.errors = errors
  }
  body(): Json {
    return { message: this.message, code: this.code, ...(this.errors ? { errors: this.errors } : {}) }
  }
}

/** An action that is impossible in a Discord client. */
export class TestSetupError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Impossible'
  }
}

const API_ERRORS = {
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  unknownTag: [404, 10087, 'Unknown tag'],
  tooLarge: [413, 40005, 'Request entity too large'],
  noTagAvailable: [400, 40066, 'There are no tags available that can be set by non-moderators'],
  tagRequired: [400, 40067, 'A tag is required to create a forum post in this channel'],
  acknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  otherAuthor: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  notText: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidToken: [401, 50027, 'Invalid Webhook Token'],
  archivedThread: [400, 50083, 'Thread is archived'],
  noMutualGuild: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
} as const satisfies Record<string, readonly [number, number, string]>

export function apiError(name: keyof typeof API_ERRORS): ApiError {
  const [status, code, message] = API_ERRORS[name]
  return new ApiError(status, code, message)
}

/** @param path Where in the body, as `embeds.0.title`; empty for the body itself. */
export function formError(path: string, code: string, message: string): ApiError {
  return formErrors([{ path: path === '' ? [] : path.split('.'), code, message }])
}

export function formErrors(faults: { path: (string | number)[]; code: string; message: string }[]): ApiError {
  const root: Json = {}
  for (const { path, code, message } of faults) {
    let node = root
    for (const key of path) {
      node[key] ??= {}
      node = node[key] as Json
    }
    node._errors = [...((node._errors as Json[] | undefined) ?? []), { code, message }]
  }
  return new ApiError(400, 50035, 'Invalid Form Body', root)
}
