import { MAP_CHOICES, type MapChoice } from '../../core/map-plan.ts'
import { NO_GUILD, type Requester } from '../../core/requester.ts'
import { SHARE_MODES, type SharePreference } from '../../core/sharing.ts'
import { formatUnits, UNIT_CHOICES, type Units } from '../../core/units.ts'
import { panelReply, type Section } from '../../discord/components/panel.ts'
import { CONNECT_BUTTON, DISCONNECT_BUTTON } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { MAP_CHOICE_NAMES } from '../../i18n/map-texts.ts'
import type { Message, MessageKey, ReplyButton, ReplySelect } from '../../i18n/message.ts'
import { MODE_LABELS, SWITCH_NAMES, type SwitchName, sharingMessage } from '../../i18n/sharing-texts.ts'
import { unitsMessage } from '../../i18n/unit-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { ANSWERS_NAMES, answersValue, type SavedChange, type Setting } from './change-setting.ts'
import { listSharedServers, type SharedServer } from './shared-servers.ts'
import { switchValue } from './sharing-changes.ts'
import { storedDataMessage } from './stored-data.ts'

/** The whole panel or one part of it. Its components update the same message. */
export const PANEL_PARTS = ['all', 'sharing', 'units', 'privacy'] as const
export type PanelPart = (typeof PANEL_PARTS)[number]

export interface PanelRequest {
  requester: Requester
  part: PanelPart
  /** In direct messages: the server selected there. */
  guildId?: string | undefined
  /** The change that was just saved. */
  change?: SavedChange | undefined
}

/** The `custom_id` of a component that changes a setting and then shows the same part again. */
const settingCustomId = (name: string, { part, guildId }: PanelRequest, setting: Setting, value?: string) =>
  toCustomId(name, part, guildId, setting, ...(value ? [value] : []))

const openId = ({ guildId }: Pick<PanelRequest, 'guildId'>, part: PanelPart) =>
  toCustomId('settings-open', part, guildId)

/** A select that changes a setting. */
const settingSelect = (
  request: PanelRequest,
  setting: Setting,
  placeholder: MessageKey,
  options: readonly (readonly [value: string, label: Message])[],
  chosen: string | undefined,
): ReplySelect => ({
  customId: settingCustomId('settings-set', request, setting),
  placeholder,
  options: options.map(([value, label]) => ({ value, label, isChosen: value === chosen })),
})

function sharingControls(request: PanelRequest, preference: SharePreference | undefined): Omit<Section, 'text'> {
  const toSwitch = (name: SwitchName): ReplyButton => {
    const isOn = preference?.[name] === true
    return {
      label: SWITCH_NAMES[name][isOn ? 'on' : 'off'],
      customId: settingCustomId('settings-set', request, 'sharing', switchValue(name, !isOn)),
      disabled: !preference,
      ...(isOn ? { style: 'success' } : {}),
    }
  }
  const modes = SHARE_MODES.map((mode) => [mode, { key: MODE_LABELS[mode] }] as const)
  return {
    selects: [settingSelect(request, 'sharing', 'command.share_mode', modes, preference?.mode)],
    buttons: [toSwitch('followers'), toSwitch('muted'), toSwitch('photos')],
  }
}

/** Sharing in this server; in direct messages, in the selected one. */
async function sharingSection(request: PanelRequest, context: JobContext): Promise<Section> {
  const { userId, guildId } = request.requester
  if (guildId !== NO_GUILD) {
    const preference = await context.sharePreferences.find(userId, guildId)
    const text: Message = { key: 'settings.sharing', values: { sharing: sharingMessage(preference) } }
    return { text, ...sharingControls(request, preference) }
  }
  const servers = await listSharedServers(userId, context)
  if (servers.length === 0) return { text: { key: 'settings.sharingNowhere' } }
  const server = servers.find((one) => one.guildId === request.guildId)
  const controls = server ? sharingControls(request, server.preference) : {}
  return {
    text: server
      ? { key: 'settings.sharingIn', values: { server: server.name, sharing: sharingMessage(server.preference) } }
      : { key: 'settings.sharingSomewhere' },
    ...controls,
    selects: [serverSelect(request, servers), ...(controls.selects ?? [])],
  }
}

const serverSelect = ({ part, guildId: chosen }: PanelRequest, servers: readonly SharedServer[]): ReplySelect => ({
  customId: toCustomId('settings-open', part),
  placeholder: 'settings.chooseServer',
  options: servers.map(({ guildId, name }) => ({ value: guildId, label: name, isChosen: guildId === chosen })),
})

function mapsSection(request: PanelRequest, chosen: MapChoice): Section {
  const options = MAP_CHOICES.map((value) => [value, { key: MAP_CHOICE_NAMES[value] }] as const)
  return {
    text: { key: 'settings.maps' },
    selects: [settingSelect(request, 'map', 'command.privacy_map', options, chosen)],
  }
}

function unitsSection(request: PanelRequest, units: Units): Section {
  const options = UNIT_CHOICES.map(
    (one) => [formatUnits(one), { key: 'settings.list', values: { list: unitsMessage(one) } }] as const,
  )
  return {
    text: { key: 'settings.units' },
    selects: [settingSelect(request, 'units', 'command.units', options, formatUnits(units))],
  }
}

function answersSection(request: PanelRequest, isPrivate: boolean): Section {
  const options = (['everyone', 'me'] as const).map((value) => [value, { key: ANSWERS_NAMES[value] }] as const)
  return {
    text: { key: 'settings.answersHint' },
    selects: [settingSelect(request, 'answers', 'settings.onlyMe', options, answersValue(isPrivate))],
  }
}

/** Connecting needs a server to share in, so there is no button in direct messages. */
const connectButtons = ({ guildId }: Requester): ReplyButton[] => (guildId === NO_GUILD ? [] : [CONNECT_BUTTON])

async function allSections(request: PanelRequest, context: JobContext): Promise<Section[]> {
  const { requester } = request
  const { userId } = requester
  const [link, units, isPrivate, map] = await Promise.all([
    context.links.find(userId),
    context.units.of(userId),
    context.replyPreferences.isPrivate(userId),
    context.mapPreferences.of(userId),
  ])
  const ofEverybody = [unitsSection(request, units), answersSection(request, isPrivate)]
  const title: Section = { text: { key: 'settings.title' }, isTitle: true }
  if (!link) return [title, { text: { key: 'error.notLinked' }, buttons: connectButtons(requester) }, ...ofEverybody]
  return [
    title,
    await sharingSection(request, context),
    mapsSection(request, map),
    ...ofEverybody,
    { buttons: [{ label: 'button.stored', customId: openId(request, 'privacy') }, DISCONNECT_BUTTON] },
  ]
}

async function privacySections(request: PanelRequest, context: JobContext): Promise<Section[]> {
  const { requester } = request
  const link = await context.links.find(requester.userId)
  const text = await storedDataMessage(requester, link, context)
  const back: ReplyButton = { label: 'button.settings', customId: openId(request, 'all') }
  const isAnythingStored = text.key !== 'privacy.unlinked'
  const file: ReplyButton[] = isAnythingStored ? [{ label: 'button.data', customId: 'data-file' }] : []
  const remove: ReplyButton[] = isAnythingStored
    ? [{ label: 'button.deleteData', customId: 'unlink-ask', style: 'danger' }]
    : []
  if (!link) return [{ text, buttons: [...connectButtons(requester), ...file, back, ...remove] }]
  const map = await context.mapPreferences.of(requester.userId)
  const sharing: ReplyButton = { label: 'button.sharing', customId: openId(request, 'sharing') }
  return [{ text }, mapsSection(request, map), { buttons: [sharing, ...file, back, DISCONNECT_BUTTON] }]
}

async function sectionsOf(request: PanelRequest, context: JobContext): Promise<Section[]> {
  const back: Section = { buttons: [{ label: 'button.settings', customId: openId(request, 'all') }] }
  switch (request.part) {
    case 'all':
      return allSections(request, context)
    case 'privacy':
      return privacySections(request, context)
    case 'units':
      return [unitsSection(request, await context.units.of(request.requester.userId)), back]
    case 'sharing':
      await requireLink(request.requester, context)
      return [await sharingSection(request, context), back]
  }
}

/** The saved change, with an Undo button. */
function savedSection(request: PanelRequest, { setting, before, value, saved }: SavedChange): Section {
  const undo: ReplyButton = {
    label: 'button.undo',
    customId: settingCustomId('settings-undo', request, setting, before),
  }
  return { text: { key: 'settings.saved', values: { what: saved } }, buttons: before === value ? [] : [undo] }
}

/** The requester's current settings. Throws `not-linked` if the part needs a connected account. */
export async function settingsPanel(request: PanelRequest, context: JobContext): Promise<Reply> {
  const { change } = request
  const sections = [...(change ? [savedSection(request, change)] : []), ...(await sectionsOf(request, context))]
  return panelReply(sections)
}
