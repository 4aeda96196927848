import { z } from 'zod'
import { STRAVA_REQUESTS } from './strava-requests.ts'

const id = z.string().max(100)
const onMessage = { channelId: id, messageId: id }

/** A command as a line, or with its options. */
const command = z.union([
  z.string().max(4000),
  z.object({
    commandId: id,
    path: z.array(z.string().max(32)).max(2),
    options: z.array(z.object({ name: z.string().max(32), value: z.string().max(6000) })).max(25),
  }),
])

/** The page's requests by name. */
export const REQUESTS = {
  becomePerson: z.object({ personId: id }),
  setLocale: z.object({ locale: z.string().max(10) }),
  runCommand: z.object({ channelId: id, command }),
  suggestOptions: z.object({ channelId: id, command }),
  runMessageCommand: z.object({ ...onMessage, command: z.string() }),
  runUserCommand: z.object({ channelId: id, personId: id, command: z.string() }),
  clickButton: z.object({ ...onMessage, customId: z.string() }),
  selectOptions: z.object({ ...onMessage, customId: z.string(), values: z.array(z.string()) }),
  submitModal: z.object({
    interactionId: id,
    fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  }),
  deleteMessage: z.object(onMessage),
  ...STRAVA_REQUESTS,
} as const

export type Requests = { [Name in keyof typeof REQUESTS]: z.output<(typeof REQUESTS)[Name]> }

/** Validates the parameters of a request from a browser. Throws a ZodError. */
export const parseRequest = <Name extends keyof Requests>(name: Name, input: unknown): Requests[Name] =>
  REQUESTS[name].parse(input) as Requests[Name]

export const isRequestName = (name: unknown): name is keyof Requests =>
  typeof name === 'string' && Object.hasOwn(REQUESTS, name)
