import { useEffect, useState } from 'preact/hooks'
import { request } from '../connection.ts'
import type { CommandOption } from './commands.ts'
import { type CommandDraft, fillCommand, optionOf, removeField } from './draft.ts'
import { findFault, findValues, listValues, type OptionScope, type Suggestion } from './option-values.ts'

/** Debounce time before requesting autocomplete from the bot. Milliseconds. */
const TYPING_PAUSE_MS = 200

interface Values {
  /** Undefined for free text. */
  values: Suggestion[] | undefined
  status: string | undefined
}

interface Answer {
  asked: string
  values: Suggestion[]
  hasFailed: boolean
}

/** The values for an option of the draft, from its own list or from autocomplete. */
export function useValues(
  channelId: string,
  draft: CommandDraft,
  option: CommandOption,
  scope: OptionScope,
  isFocused: boolean,
): Values {
  const [answer, setAnswer] = useState<Answer | undefined>(undefined)
  const input = draft.fields.find(({ name }) => name === option.name)?.input ?? { text: '' }
  const command = JSON.stringify(fillCommand(withoutFaults(draft, option.name, scope), option.name))
  const isAsked = option.autocomplete === true && isFocused && input.chosen === undefined

  useEffect(() => {
    if (!isAsked) return
    let isLatest = true
    const timer = setTimeout(async () => {
      try {
        const found = (await request('suggestOptions', { channelId, command: JSON.parse(command) })) as Suggested[]
        const values = found.map(({ name, value }) => ({ label: name, value: String(value) }))
        if (isLatest) setAnswer({ asked: command, values, hasFailed: false })
      } catch {
        if (isLatest) setAnswer({ asked: command, values: [], hasFailed: true })
      }
    }, TYPING_PAUSE_MS)
    return () => {
      isLatest = false
      clearTimeout(timer)
    }
  }, [isAsked, channelId, command])

  if (option.autocomplete) {
    const isLoading = answer?.asked !== command
    const nothing = answer?.hasFailed ? 'Loading options failed.' : 'No options match your search.'
    const status = isLoading ? 'Loading options…' : answer.values.length === 0 ? nothing : undefined
    return { values: isLoading ? [] : answer.values, status }
  }
  const listed = listValues(option, scope)
  const values = listed && findValues(listed, input.text)
  return { values, status: values?.length === 0 ? 'No options match your search.' : undefined }
}

interface Suggested {
  name: string
  value: string | number
}

/** Without invalid options, which would make Discord's server reject the autocomplete request. */
const withoutFaults = (draft: CommandDraft, focused: string, scope: OptionScope): CommandDraft =>
  draft.fields.reduce((left, { name, input }) => {
    const option = optionOf(draft, name)
    return name === focused || (option && !findFault(option, input, scope)) ? left : removeField(left, name)
  }, draft)
