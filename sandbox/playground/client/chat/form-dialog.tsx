import './form.css'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Json } from '../../../discord/discord-types.ts'
import type { InteractionView } from '../../protocol.ts'
import { entities, request } from '../connection.ts'
import { session } from '../store.ts'
import { COMPONENT } from './component-data.ts'
import { type FormValues, initialValues, inputOf, problemOf } from './form-fields.ts'
import { FormInput } from './form-input.tsx'
import { Markdown } from './markdown.tsx'
import { UnknownComponent } from './message-component.tsx'
import { closeForm, openForm } from './used-components.ts'

interface FieldProps {
  field: Json
  values: FormValues
  problem: string | undefined
  onChange(customId: string, value: string | string[]): void
}

function FormField({ field, values, problem, onChange }: FieldProps) {
  const id = useId()
  const input = inputOf(field)
  if (field.type === COMPONENT.text) return <Markdown text={String(field.content)} />
  if (!input) return <UnknownComponent type={Number(field.type)} />
  const customId = String(input.custom_id)
  const { description } = field
  return (
    <div class="form-field" data-wrong={problem ? '' : undefined}>
      <span id={`${id}-label`} class="field-label">
        {String(field.label ?? input.label ?? '')}
        {input.required !== false && input.type !== COMPONENT.checkbox ? (
          <span class="required" aria-hidden="true">
            {' *'}
          </span>
        ) : undefined}
      </span>
      {description ? <small>{String(description)}</small> : undefined}
      <FormInput
        input={input}
        labelId={`${id}-label`}
        aboutId={`${id}-about`}
        value={values[customId] ?? ''}
        isWrong={problem !== undefined}
        onChange={(value) => onChange(customId, value)}
      />
      <span id={`${id}-about`} class="field-problem">
        {problem}
      </span>
    </div>
  )
}

/** Why a form was not sent or got no response. */
const UNANSWERED = 'Something went wrong. Try again.'

/** Sends a form and closes it when the program acknowledges it. */
function useSubmission(formId: string) {
  const [sentId, setSentId] = useState<string | undefined>(undefined)
  const [refusal, setRefusal] = useState<string | undefined>(undefined)
  const sent = entities.value.interaction[sentId ?? '']
  const isAcknowledged = sent?.isAcknowledged === true
  const hasFailed = sent?.state === 'failed' && !isAcknowledged
  useEffect(() => {
    if (isAcknowledged) closeForm(formId)
  }, [isAcknowledged, formId])
  return {
    isSending: sentId !== undefined && !hasFailed,
    problem: hasFailed ? UNANSWERED : refusal,
    async send(fields: FormValues) {
      setRefusal(undefined)
      try {
        const answer = await request('submitModal', { interactionId: formId, fields })
        setSentId((answer as { interactionId: string }).interactionId)
      } catch (error) {
        setRefusal(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

export function Form({ id, modal }: { id: string; modal: Json }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const fields = modal.components as Json[]
  const [values, setValues] = useState(() => initialValues(fields))
  const [isChecked, setChecked] = useState(false)
  const submission = useSubmission(id)
  const problems = fields.map((field) => {
    const input = inputOf(field)
    return input && problemOf(input, values[String(input.custom_id)])
  })
  useEffect(() => {
    const opener = document.activeElement
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('.form-field :is(input, textarea, button)')?.focus()
    return () => {
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  function submit(event: Event) {
    event.preventDefault()
    setChecked(true)
    const wrong = problems.findIndex((problem) => problem !== undefined)
    const field = dialog.current?.querySelectorAll('.form-fields > *')[wrong]
    if (wrong < 0) void submission.send(values)
    else field?.querySelector<HTMLElement>('input, textarea, button')?.focus()
  }
  return (
    <dialog ref={dialog} class="chat-dialog form-dialog" aria-labelledby="form-title" onClose={() => closeForm(id)}>
      <form noValidate onSubmit={submit}>
        <h2 id="form-title">{String(modal.title)}</h2>
        <p class="form-owner">{session.value?.botName}</p>
        <div class="form-fields">
          {fields.map((field, index) => (
            <FormField
              key={String(inputOf(field)?.custom_id ?? index)}
              field={field}
              values={values}
              problem={isChecked ? problems[index] : undefined}
              onChange={(customId, value) => setValues({ ...values, [customId]: value })}
            />
          ))}
        </div>
        <p class="form-problem" role="alert">
          {submission.problem}
        </p>
        <div class="dialog-actions">
          <button type="button" class="button style-2" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button style-1" disabled={submission.isSending}>
            Submit
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** The form that the person's last action opened, if any. */
export function FormDialog() {
  const form: InteractionView | undefined = openForm.value
  return form?.modal ? <Form key={form.id} id={form.id} modal={form.modal} /> : null
}
