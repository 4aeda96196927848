import * as z from 'zod'
import type { Requester } from '../core/requester.ts'
import type { Reply } from '../discord/reply.ts'
import type { ContextMenuCommand, TargetMessage } from '../discord/slash-command.ts'
import type { MessageKey } from '../i18n/message.ts'
import { type CommandJob, defineCommandJob } from '../jobs/define-job.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { commandJobId, requesterSchema, snowflake } from '../jobs/requester-schema.ts'
import type { JobRequest } from '../queue/job-request.ts'
import { DEFAULT_ATTEMPTS } from './define-command.ts'

export type DefinedMenuCommand = ContextMenuCommand<JobRequest> & { jobs: readonly CommandJob[] }

interface MenuCommandDefinition<Target> {
  name: MessageKey
  jobName: string
  attempts?: number
  execute(request: { requester: Requester; target: Target }, context: JobContext): Promise<Reply>
}

const targetMessageSchema: z.ZodType<TargetMessage> = z.object({
  messageId: snowflake,
  channelId: snowflake,
  customIds: z.array(z.string()).readonly(),
  mayManageMessages: z.boolean(),
})

function toMenuCommand<Target>(target: z.ZodType<Target>, definition: MenuCommandDefinition<Target>) {
  const { name, jobName, attempts = DEFAULT_ATTEMPTS, execute } = definition
  const job = defineCommandJob({
    name: jobName,
    payload: z.object({ requester: requesterSchema, target }),
    id: commandJobId(jobName),
    attempts,
    execute,
  })
  return {
    name,
    jobs: [job],
    toJob: (requester: Requester, chosen: Target) => job.request({ requester, target: chosen }),
  }
}

/** Defines a command in the context menu of a user. The target is their id. */
export const defineUserCommand = (definition: MenuCommandDefinition<string>): DefinedMenuCommand => ({
  on: 'user',
  ...toMenuCommand(snowflake, definition),
})

/** Defines a command in the context menu of a message. */
export const defineMessageCommand = (definition: MenuCommandDefinition<TargetMessage>): DefinedMenuCommand => ({
  on: 'message',
  ...toMenuCommand(targetMessageSchema, definition),
})
