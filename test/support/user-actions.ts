import type { Channel, DiscordMessage, Interaction, Person } from '../../sandbox/discord/index.ts'
import type { MessageKey } from '../../src/i18n/message.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import type { ForgedClicks } from './forged-clicks.ts'
import type { TestEnv } from './test-env.ts'

/** Uses the bot like people who type only a command's name, and lets others try to misuse every resulting message. */
export function createUserActions(testEnv: TestEnv, channel: Channel, forgedClicks: ForgedClicks) {
  /** `who`: the owner of the message, if it has one. */
  const read = async (who: Person | undefined, message: DiscordMessage): Promise<DiscordMessage> => {
    await testEnv.waitUntilIdle()
    if (!message.deleted) await forgedClicks.expectRefused(message, who)
    return message
  }
  const textFor = (who: Person, key: MessageKey) => createTranslator(who.locale).t({ key })
  /** Posts and questions are in the feed's language, answers in the person's. */
  const labelIn = (message: DiscordMessage, who: Person, key: MessageKey): string => {
    const translated = textFor(who, key)
    return message.buttons().some(({ label }) => label === translated) ? translated : createTranslator().t({ key })
  }
  const answer = async (interaction: Interaction) => read(interaction.person, await interaction.waitForReply())

  return {
    channel,
    read,
    type: (who: Person, command: string) => answer(who.runCommand(channel, command)),
    /** A button by its text, or by its `custom_id`. */
    click: (who: Person, message: DiscordMessage, button: MessageKey | { customId: string }) =>
      answer(who.clickButton(message, typeof button === 'string' ? labelIn(message, who, button) : button.customId)),
    choose: (who: Person, message: DiscordMessage, select: string, ...values: string[]) =>
      answer(who.selectOptions(message, select, values)),
    async fill(who: Person, message: DiscordMessage, button: MessageKey, fields: Record<string, string>) {
      const opened = who.clickButton(message, labelIn(message, who, button))
      await opened.waitForResponse()
      return answer(who.submitModal(opened, fields))
    },
  }
}

export type UserActions = ReturnType<typeof createUserActions>
