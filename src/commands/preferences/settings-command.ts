import * as z from 'zod'
import { NO_GUILD, type Requester } from '../../core/requester.ts'
import type { Reply } from '../../discord/reply.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineCommand, defineComponent, foreignButtonError } from '../define-command.ts'
import { changeSetting, SETTINGS } from './change-setting.ts'
import { PANEL_PARTS, type PanelPart, settingsPanel } from './settings-panel.ts'

const viewSchema = z.object({ part: z.enum(PANEL_PARTS), guildId: snowflake.optional() })
const changeSchema = viewSchema.extend({ setting: z.enum(SETTINGS), value: z.string().optional() })

/** The server of the interaction; in direct messages the named one, if the member has a share preference for it. */
async function resolveGuild(
  { userId, guildId }: Requester,
  named: string | undefined,
  { sharePreferences }: Pick<JobContext, 'sharePreferences'>,
): Promise<string | undefined> {
  if (guildId !== NO_GUILD || named === undefined) return guildId === NO_GUILD ? undefined : guildId
  const preferences = await sharePreferences.all(userId)
  return preferences.some(([own]) => own === named) ? named : undefined
}

/** Only direct messages need the server in a `custom_id`. */
const viewedGuild = ({ guildId }: Requester, resolved: string | undefined) =>
  guildId === NO_GUILD ? resolved : undefined

async function openPart(
  requester: Requester,
  part: PanelPart,
  named: string | undefined,
  context: JobContext,
): Promise<Reply> {
  const guildId = viewedGuild(requester, await resolveGuild(requester, named, context))
  return settingsPanel({ requester, part, guildId }, context)
}

async function change(
  requester: Requester,
  { part, setting, value, guildId: named, isUndo }: z.infer<typeof changeSchema> & { isUndo: boolean },
  context: JobContext,
): Promise<Reply> {
  if (value === undefined) throw foreignButtonError()
  const guildId = await resolveGuild(requester, named, context)
  const saved = await changeSetting(setting, value, { requester, guildId, isUndo }, context)
  return settingsPanel({ requester, part, guildId: viewedGuild(requester, guildId), change: saved }, context)
}

/** All settings of a member in one ephemeral message. Each change is saved at once and can be undone. */
export const settingsCommand = defineCommand({
  name: 'strava settings',
  description: 'command.settings',
  ephemeral: true,
  inDirectMessages: true,
  execute: ({ requester }, context) => settingsPanel({ requester, part: 'all' }, context),
  components: {
    /** Shows another part of the panel, or another server's sharing. */
    'settings-open': defineComponent({
      args: viewSchema,
      execute: ({ requester, args: { part, guildId }, values: [chosen = guildId] }, context) =>
        openPart(requester, part, chosen, context),
    }),
    /** Opens the sharing settings of a server in a new message. */
    'sharing-open': defineComponent({
      args: z.object({ guildId: snowflake }),
      respondWith: 'ephemeral',
      execute: ({ requester, args: { guildId } }, context) => openPart(requester, 'sharing', guildId, context),
    }),
    /** The value comes from the select or the button's `custom_id`. */
    'settings-set': defineComponent({
      args: changeSchema,
      execute: ({ requester, args, values: [chosen] }, context) =>
        change(requester, { ...args, value: chosen ?? args.value, isUndo: false }, context),
    }),
    'settings-undo': defineComponent({
      args: changeSchema,
      execute: ({ requester, args }, context) => change(requester, { ...args, isUndo: true }, context),
    }),
  },
})
