import { panelReply } from '../../discord/components/panel.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { Message, MessageValue, ReplyButton, ReplySelect } from '../../i18n/message.ts'
import { INVITE_SELECT } from '../feeds/feed-buttons.ts'
import type { MembersPage, SharingMember } from './sharing-members.ts'
import { timestampOf } from './waiting-people.ts'

/** How a member shares, since when, and what else an admin should know. */
function factsOf({ preference, link, lastPostAt }: SharingMember): MessageValue[] {
  const since = timestampOf(preference.since)
  return [
    ...(link.invalidSince === undefined ? [] : [{ key: 'members.disconnected' } as const]),
    { key: preference.mode === 'auto' ? 'members.auto' : 'members.ask', values: { since } },
    lastPostAt === undefined
      ? { key: 'members.noPosts' }
      : { key: 'members.lastPost', values: { at: timestampOf(lastPostAt) } },
  ]
}

/** Opens a page of the list. */
export const membersButton = (page: number, label: ReplyButton['label'] = 'button.members'): ReplyButton => ({
  label,
  customId: toCustomId('members-page', page),
})

function pageButtons({ page, pages }: MembersPage): ReplyButton[] {
  return [
    ...(page > 1 ? [membersButton(page - 1, 'button.previous')] : []),
    ...(page < pages ? [membersButton(page + 1, 'button.next')] : []),
  ]
}

const memberSelect = ({ page, members }: MembersPage): ReplySelect => ({
  customId: toCustomId('members-open', page),
  placeholder: 'members.choose',
  options: members.map(({ userId, name, link }) => ({
    value: userId,
    label: name,
    ...(link.invalidSince === undefined ? {} : { emoji: '⚠️' }),
  })),
})

/** The members who share in a server. `accounts`: in all servers. `waiting`: who waits for a free seat. */
export function membersReply(list: MembersPage, accounts: Message, waiting: readonly Message[]): Reply {
  const { page, pages, count, members } = list
  const others = waiting.map((text) => ({ text }))
  if (members.length === 0)
    return panelReply([{ text: { key: 'members.none', values: { accounts } }, selects: [INVITE_SELECT] }, ...others])
  const lines: Message[] = members.map((member) => ({
    key: 'members.line',
    values: { facts: { list: [{ user: member.userId }, ...factsOf(member)], as: 'row' } },
  }))
  const more: Message[] = pages > 1 ? [{ key: 'members.page', values: { page, pages } }] : []
  const text: Message = {
    key: 'members.list',
    values: { count, accounts, members: { list: [...lines, ...more], as: 'lines' } },
  }
  return panelReply([{ text, selects: [memberSelect(list)], buttons: pageButtons(list) }, ...others])
}

/** One member and what an admin can do. `note`: what was just done. */
export function memberReply(member: SharingMember, page: number, note?: Message): Reply {
  const { userId, link } = member
  const { invalidSince, reconnectAskedAt } = link
  const asked: Message[] =
    reconnectAskedAt === undefined ? [] : [{ key: 'members.asked', values: { at: timestampOf(reconnectAskedAt) } }]
  const lines: MessageValue[] = [...(note ? [note] : []), ...factsOf(member), ...asked]
  const mayAsk = invalidSince !== undefined && reconnectAskedAt === undefined
  return textReply(
    { key: 'members.member', values: { member: { user: userId }, facts: { list: lines, as: 'lines' } } },
    [
      ...(mayAsk
        ? [{ label: 'button.askToReconnect', customId: toCustomId('members-ask', page, userId) } as const]
        : []),
      { label: 'button.stopShowing', customId: toCustomId('members-stop', page, userId), style: 'danger' },
      membersButton(page),
    ],
  )
}

export const notSharingReply = (userId: string, page: number): Reply =>
  textReply({ key: 'members.notSharing', values: { member: { user: userId } } }, [membersButton(page)])

/** Asks for confirmation before a member's sharing is stopped. */
export const confirmStopReply = ({ userId }: SharingMember, page: number): Reply =>
  textReply({ key: 'members.confirmStop', values: { member: { user: userId } } }, [
    { label: 'button.stopShowing', customId: toCustomId('members-stop-confirm', page, userId), style: 'danger' },
    { label: 'button.keep', customId: toCustomId('members-open', page, userId) },
  ])
