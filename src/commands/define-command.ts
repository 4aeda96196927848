import * as z from 'zod'
import type { Requester } from '../core/requester.ts'
import type { Reply } from '../discord/reply.ts'
import type {
  ComponentUse,
  GivenOptions,
  MessageComponent,
  Modal,
  RespondWith,
  SlashCommand,
} from '../discord/slash-command.ts'
import { AppError } from '../errors.ts'
import type { MessageKey } from '../i18n/message.ts'
import { type CommandJob, defineCommandJob, type RequesterProfile } from '../jobs/define-job.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { commandJobId, requesterSchema, snowflake } from '../jobs/requester-schema.ts'
import type { JobRequest } from '../queue/job-request.ts'
import type { Option, OptionValues } from './options.ts'

/** A slash command, with the jobs that run it and its components. */
export type Command = SlashCommand<JobRequest> & { jobs: readonly CommandJob[] }

export const DEFAULT_ATTEMPTS = 3

interface Component {
  toMessageComponent(name: string): MessageComponent<JobRequest> & { job: CommandJob }
}

interface ComponentDefinition<Args> {
  /** The arguments in the component's `custom_id`, in this order. */
  args?: z.ZodObject & z.ZodType<Args>
  /** Where the reply goes (default: it replaces the message with the component). */
  respondWith?: RespondWith | ((userId: string, args: Args, isPrivate: boolean) => RespondWith)
  inPublicMessages?: boolean
  attempts?: number
  keepsPendingReply?: boolean
  /** Whether `execute` gets the title of the activity in the message, in `profile`. */
  needsActivityTitle?: boolean
  /** A form that opens on a click. `execute` runs once it is submitted. */
  modal?(args: Args, values: readonly string[], userId: string): Modal | undefined
  execute(
    request: Omit<ComponentUse, 'args'> & { requester: Requester; args: Args; profile: RequesterProfile },
    context: JobContext,
  ): Promise<Reply>
}

/** Only modified clients send values that the component doesn't offer. */
export const foreignButtonError = () =>
  new AppError('bad-input', 'the component does not offer this', { userMessage: { key: 'error.foreignButton' } })

/** The value of a component. Throws `bad-input` if the component doesn't offer it. */
export function parseValue<T>(schema: z.ZodType<T>, value: string | undefined): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw foreignButtonError()
  return parsed.data
}

/** Defines a button or select in a command's replies, or in the bot's own messages. */
export function defineComponent<Args = object>(definition: ComponentDefinition<Args>): Component {
  const { respondWith = 'update', inPublicMessages = false, attempts = DEFAULT_ATTEMPTS, modal, execute } = definition
  const argsSchema = (definition.args ?? z.object({})) as z.ZodObject & z.ZodType<Args>
  const names = Object.keys(argsSchema.shape)
  const parse = (args: readonly string[]) =>
    argsSchema.safeParse(Object.fromEntries(names.map((name, index) => [name, args[index] || undefined])))

  return {
    toMessageComponent(name) {
      const job = defineCommandJob({
        name,
        payload: z.object({
          requester: requesterSchema,
          args: argsSchema as z.ZodType<Args>,
          values: z.array(z.string()).readonly(),
          fields: z.record(z.string(), z.string()).readonly(),
          messageId: snowflake,
        }),
        id: commandJobId(name),
        attempts,
        keepsPendingReply: definition.keepsPendingReply ?? false,
        execute: (payload, context, profile) => execute({ ...payload, profile }, context),
      })
      return {
        job,
        inPublicMessages,
        needsActivityTitle: definition.needsActivityTitle ?? false,
        respondWith(userId, args, isPrivate) {
          if (typeof respondWith === 'string') return respondWith
          const parsed = parse(args)
          return parsed.success ? respondWith(userId, parsed.data, isPrivate) : 'ephemeral'
        },
        modal(args, values, userId) {
          const parsed = parse(args)
          return parsed.success ? modal?.(parsed.data, values, userId) : undefined
        },
        toJob(requester, { args, ...use }) {
          const parsed = parse(args)
          if (!parsed.success) throw foreignButtonError()
          return job.request({ requester, args: parsed.data, ...use })
        },
      }
    },
  }
}

const unknownOptionError = (name: string) =>
  new AppError('bad-input', `this version does not know the value of the option ${name}`, {
    userMessage: { key: 'error.unknownCommand' },
  })

/** Converts the given options to the values that the command gets. Throws `bad-input`. */
function parseOptions(options: Readonly<Record<string, Option>>, given: GivenOptions, requester: Requester) {
  const { locale, ephemeral } = requester
  const entries = Object.entries(options).map(([name, { schema, parse }]) => {
    const value = typeof given[name] === 'string' ? given[name].trim() || undefined : given[name]
    if (value === undefined) return [name, undefined]
    const parsed = schema.safeParse(
      parse && typeof value === 'string' ? parse(value, locale, { given, ephemeral }) : value,
    )
    if (!parsed.success) throw unknownOptionError(name)
    return [name, parsed.data]
  })
  return Object.fromEntries(entries)
}

/** `strava-admin feed add` runs as the job `feed-add`. */
const jobNameOf = (command: string) => command.split(' ').slice(1).join('-')

interface CommandDefinition<Options> {
  /** The full name without the slash. `COMMAND_GROUPS` describes the words before the last. */
  name: string
  /** Needed if another command's name ends in the same words. */
  jobName?: string
  description: MessageKey
  options?: Options
  /**
   * Whether only the requester sees the reply. Decided when the reply is deferred, before the command runs. Undefined:
   * the requester's setting for answers decides.
   */
  ephemeral: boolean | ((options: GivenOptions) => boolean | undefined)
  /** Whether the command also works in a direct message to the bot (default: no). */
  inDirectMessages?: boolean
  requiredPermission?: 'ManageGuild'
  /** Attempts in total (default: 3). */
  attempts?: number
  /** Whether another job edits the reply later. */
  keepsPendingReply?: boolean
  /** Runs in a worker. Errors are reported to the requester. */
  execute(
    request: { requester: Requester; options: OptionValues<Options>; profile: RequesterProfile },
    context: JobContext,
  ): Promise<Reply>
  components?: Readonly<Record<string, Component>>
}

/** Defines a slash command: its options, what it does, and its components. */
export function defineCommand<const Options extends Readonly<Record<string, Option>> = Record<never, Option>>(
  definition: CommandDefinition<Options>,
): Command {
  const { name, description, ephemeral, requiredPermission, execute } = definition
  const options: Readonly<Record<string, Option>> = definition.options ?? {}
  const optionsSchema = z.object(
    Object.fromEntries(Object.entries(options).map(([optionName, { schema }]) => [optionName, schema.optional()])),
  ) as unknown as z.ZodType<OptionValues<Options>>
  const { jobName = jobNameOf(name) } = definition
  const job = defineCommandJob({
    name: jobName,
    payload: z.object({ requester: requesterSchema, options: optionsSchema }),
    id: commandJobId(jobName),
    attempts: definition.attempts ?? DEFAULT_ATTEMPTS,
    keepsPendingReply: definition.keepsPendingReply ?? false,
    execute: (payload, context, profile) => execute({ ...payload, profile }, context),
  })
  const components = Object.entries(definition.components ?? {}).map(
    ([componentName, component]) => [componentName, component.toMessageComponent(componentName)] as const,
  )
  return {
    name,
    description,
    options: Object.fromEntries(Object.entries(options).map(([optionName, { discord }]) => [optionName, discord])),
    isEphemeral: typeof ephemeral === 'function' ? ephemeral : () => ephemeral,
    inDirectMessages: definition.inDirectMessages ?? false,
    requiredPermission,
    toJob: (requester, given) =>
      job.request({
        requester,
        options: parseOptions(options, given, requester) as OptionValues<Options>,
      }),
    components: Object.fromEntries(components),
    jobs: [job, ...components.map(([, component]) => component.job)],
  }
}
