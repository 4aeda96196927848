import * as z from 'zod'
import { MAP_CHOICES } from '../../core/map-plan.ts'
import type { Requester } from '../../core/requester.ts'
import { formatUnits, type Pool, parseUnits, type System } from '../../core/units.ts'
import { mapChoiceMessage } from '../../i18n/map-texts.ts'
import type { Message, MessageValue } from '../../i18n/message.ts'
import { unitsMessage } from '../../i18n/unit-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { foreignButtonError, parseValue } from '../define-command.ts'
import { changeSharing, parseSharing } from './sharing-changes.ts'
import { isRecentPost, syncMemberPosts } from './sync-member-posts.ts'

/** The settings of a member, as a `custom_id` names them. */
export const SETTINGS = ['sharing', 'map', 'units', 'answers'] as const
export type Setting = (typeof SETTINGS)[number]

/** A saved change: its description, the old value and the new one. */
export interface SavedChange {
  setting: Setting
  before: string
  value: string
  saved: MessageValue
}

export interface ChangeRequest {
  requester: Requester
  /** Only used by `sharing`. */
  guildId?: string | undefined
  isUndo?: boolean
}

const mapSchema = z.enum(MAP_CHOICES)
const answersSchema = z.enum(['everyone', 'me'])

export const answersValue = (isPrivate: boolean): z.infer<typeof answersSchema> => (isPrivate ? 'me' : 'everyone')

export const ANSWERS_NAMES = { everyone: 'settings.everyone', me: 'settings.onlyMe' } as const

/** Who sees the answers to someone's commands. */
export const answersMessage = (isPrivate: boolean): Message => ({
  key: 'settings.answers',
  values: { answers: { key: ANSWERS_NAMES[answersValue(isPrivate)] } },
})

async function changeMap(value: string, { requester }: ChangeRequest, context: JobContext) {
  const choice = parseValue(mapSchema, value)
  const { athleteId, userId } = await requireLink(requester, context)
  const before = await context.mapPreferences.of(userId)
  await context.mapPreferences.choose(userId, choice, requester.interactionId)
  await syncMemberPosts(athleteId, isRecentPost, context)
  const map = mapChoiceMessage(await context.mapPreferences.of(userId))
  return { before, saved: { key: 'privacy.saved', values: { map } } as const }
}

/** Changes only the given units; the pool follows the system unless it was chosen separately. */
export async function changeUnits(
  { userId }: Requester,
  changes: { system?: System | undefined; pool?: Pool | undefined },
  { units }: Pick<JobContext, 'units'>,
): Promise<SavedChange> {
  const before = await units.of(userId)
  const after = await units.choose(userId, changes)
  return { setting: 'units', before: formatUnits(before), value: formatUnits(after), saved: unitsMessage(after) }
}

async function changeAnswers(
  value: string,
  { requester }: ChangeRequest,
  { replyPreferences }: Pick<JobContext, 'replyPreferences'>,
) {
  const choice = parseValue(answersSchema, value)
  const before = answersValue(await replyPreferences.isPrivate(requester.userId))
  await replyPreferences.choose(requester.userId, choice === 'me')
  return { before, saved: answersMessage(choice === 'me') }
}

async function changeSharingIn(value: string, request: ChangeRequest, context: JobContext) {
  const { requester, guildId, isUndo = false } = request
  const changes = parseSharing(value)
  if (guildId === undefined) throw foreignButtonError()
  const link = await requireLink(requester, context)
  return changeSharing(link, { guildId, interactionId: requester.interactionId, isUndo }, changes, context)
}

/**
 * Saves the value of a `custom_id` or select. Throws `bad-input`, and `not-linked` if the setting needs a connected
 * account.
 */
export async function changeSetting(
  setting: Setting,
  value: string,
  request: ChangeRequest,
  context: JobContext,
): Promise<SavedChange> {
  switch (setting) {
    case 'sharing':
      return { setting, value, ...(await changeSharingIn(value, request, context)) }
    case 'map':
      return { setting, value, ...(await changeMap(value, request, context)) }
    case 'answers':
      return { setting, value, ...(await changeAnswers(value, request, context)) }
    case 'units': {
      const units = parseUnits(value)
      if (!units) throw foreignButtonError()
      return changeUnits(request.requester, units, context)
    }
  }
}
