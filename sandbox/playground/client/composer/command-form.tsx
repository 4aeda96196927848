import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { RequestRefused, request } from '../connection.ts'
import { Combobox } from './combobox.tsx'
import { localize } from './commands.ts'
import { addField, type CommandDraft, changeField, fillCommand, optionOf, optionsLeft, removeField } from './draft.ts'
import { OptionField } from './option-field.tsx'
import { findFault, type OptionScope, settleInput } from './option-values.ts'

interface CommandFormProps {
  channelId: string
  scope: OptionScope
  draft: CommandDraft
  onChange(change: (draft: CommandDraft) => CommandDraft): void
  /** Called when the command is sent or cancelled. */
  onDone(): void
}

/** Focused when no field is named: the picker of unused options, or the button. */
const REST = 'rest'

/** A chosen command with its options, as in Discord's client. */
export function CommandForm({ channelId, scope, draft, onChange, onDone }: CommandFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [wanted, setWanted] = useState<{ field: string } | undefined>({ field: firstEmptyField(draft) })
  const [showsFaults, setShowsFaults] = useState(false)
  const [refusal, setRefusal] = useState<string | undefined>(undefined)
  const [typed, setTyped] = useState('')
  const left = optionsLeft(draft)
  const name = (option: (typeof left)[number]) => localize(option, 'name', scope.locale)

  useLayoutEffect(() => {
    const field = wanted && form.current?.querySelector<HTMLElement>(`[data-field="${wanted.field}"]`)
    const button = form.current?.querySelector<HTMLElement>('.send')
    if (wanted) (field ?? button)?.focus()
  }, [wanted])

  const focus = (field: string) => setWanted({ field })
  function change(how: (draft: CommandDraft) => CommandDraft) {
    setRefusal(undefined)
    onChange(how)
  }
  function add(option: string) {
    setTyped('')
    change((now) => addField(now, option))
    focus(option)
  }
  function remove(field: string) {
    if (optionOf(draft, field)?.required) return onDone()
    change((now) => removeField(now, field))
    focus(REST)
  }
  async function send() {
    const settled = {
      ...draft,
      fields: draft.fields.map(({ name: field, input }) => {
        const option = optionOf(draft, field)
        return { name: field, input: option ? settleInput(option, input, scope) : input }
      }),
    }
    const wrong = settled.fields.find(({ name: field, input }) => {
      const option = optionOf(draft, field)
      return option && findFault(option, input, scope)
    })
    setShowsFaults(true)
    if (wrong) return focus(wrong.name)
    try {
      await request('runCommand', { channelId, command: fillCommand(settled) })
      onDone()
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      setRefusal(error.message)
    }
  }

  return (
    <form
      ref={form}
      class="composer-box"
      aria-label={`/${draft.entry.name}`}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <div class="pills">
        <b class="command-name">/{draft.entry.name}</b>
        {draft.fields.map(({ name: field, input }) => (
          <OptionField
            key={field}
            {...{ channelId, draft, scope, input, showsFaults }}
            name={field}
            onChange={(next) => change((now) => changeField(now, field, next))}
            onChosen={() => focus(firstEmptyField(draft, field))}
            onSend={send}
            onCancel={onDone}
            onRemove={() => remove(field)}
          />
        ))}
        {left.length > 0 ? (
          <span class="pill-rest">
            <Combobox
              label="Add an option"
              field={REST}
              text={typed}
              placeholder={`+${left.length} optional`}
              items={left
                .filter((option) => name(option).startsWith(typed.trim().toLowerCase()))
                .map((option) => ({
                  value: option.name,
                  label: name(option),
                  detail: localize(option, 'description', scope.locale),
                }))}
              isFirstActive={typed !== ''}
              heading={<b>Options</b>}
              onInput={(text) => {
                const named = left.find((option) => text === `${name(option)}:`)
                if (named) add(named.name)
                else setTyped(text)
              }}
              onPick={add}
              onEnter={send}
              onEscape={onDone}
              onEmptyBackspace={() => {
                const last = draft.fields.at(-1)
                if (last) focus(last.name)
                else onDone()
              }}
            />
          </span>
        ) : undefined}
      </div>
      <button type="button" class="icon-button" aria-label={`Leave /${draft.entry.name}`} onClick={onDone}>
        ✕
      </button>
      <button type="submit" class="send" onKeyDown={({ key }) => ['Escape', 'Backspace'].includes(key) && onDone()}>
        Send
      </button>
      {refusal ? (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      ) : undefined}
    </form>
  )
}

/** The next field to focus after this one is filled in. */
const firstEmptyField = ({ fields }: CommandDraft, done?: string): string =>
  fields.find(({ name, input }) => name !== done && input.text === '')?.name ?? REST
