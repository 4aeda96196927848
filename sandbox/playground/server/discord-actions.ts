import type { Channel, DiscordMessage, DiscordSandbox, Interaction, Person } from '../../discord/index.ts'
import { TestSetupError } from '../../discord/index.ts'
import { channelsOf } from './discord-view.ts'
import type { Requests } from './requests.ts'

/** A person's actions in Discord. Each throws a TestSetupError with the reason if Discord's client forbids it. */
export function createDiscordActions(discord: DiscordSandbox, person: Person) {
  function channel(id: string): Channel {
    const found = channelsOf(discord, person).find((one) => one.id === id)
    if (!found) throw new TestSetupError('That channel is gone')
    return found
  }
  function message(channelId: string, id: string): DiscordMessage {
    const found = channel(channelId)
      .messages(person)
      .find((one) => one.id === id)
    if (!found) throw new TestSetupError('That message is gone')
    return found
  }
  function interaction(id: string): Interaction {
    const found = discord.interactions().find((one) => one.id === id && one.person === person)
    if (!found) throw new TestSetupError('That form is gone')
    return found
  }
  const started = ({ id }: Interaction) => ({ interactionId: id })

  return {
    setLocale({ locale }: Requests['setLocale']) {
      person.locale = locale
    },
    runCommand: ({ channelId, command }: Requests['runCommand']) =>
      started(person.runCommand(channel(channelId), command)),
    suggestOptions: ({ channelId, command }: Requests['suggestOptions']) =>
      person.requestAutocomplete(channel(channelId), command),
    runMessageCommand: ({ channelId, messageId, command }: Requests['runMessageCommand']) =>
      started(person.runContextMenuCommand(channel(channelId), command, message(channelId, messageId))),
    runUserCommand({ channelId, personId, command }: Requests['runUserCommand']) {
      const target = discord.people().find((one) => one.id === personId)
      if (!target) throw new TestSetupError('That member is gone')
      return started(person.runContextMenuCommand(channel(channelId), command, target))
    },
    clickButton: ({ channelId, messageId, customId }: Requests['clickButton']) =>
      started(person.clickButton(message(channelId, messageId), customId)),
    selectOptions: ({ channelId, messageId, customId, values }: Requests['selectOptions']) =>
      started(person.selectOptions(message(channelId, messageId), customId, values)),
    deleteMessage({ channelId, messageId }: Requests['deleteMessage']) {
      const here = channel(channelId)
      const isAdmin = here.guild?.members().some((member) => member.person === person && member.isAdmin)
      if (!isAdmin) throw new TestSetupError('Only admins can delete other people’s messages')
      here.deleteAsModerator(message(channelId, messageId))
    },
    submitModal: ({ interactionId, fields }: Requests['submitModal']) =>
      started(person.submitModal(interaction(interactionId), fields)),
  }
}
