import './composer.css'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ChannelView, PersonView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { isNarrow } from '../shell/shell-state.ts'
import { channel, composerLine, me } from '../store.ts'
import { Combobox } from './combobox.tsx'
import { CommandForm } from './command-form.tsx'
import { type CommandEntry, findCommands, listCommands } from './commands.ts'
import { type CommandDraft, readLine, startDraft } from './draft.ts'
import type { OptionScope } from './option-values.ts'

/** The message box; it accepts only commands. */
export function Composer() {
  const here = channel.value
  const person = me.value
  if (!here || !person) return null
  return (
    <div class="composer">
      <ChannelComposer key={`${here.id} ${person.id} ${person.locale}`} here={here} person={person} />
    </div>
  )
}

function scopeOf({ guildId }: ChannelView, person: PersonView): OptionScope {
  const { guild, person: people, channel: channels } = entities.value
  const server = guildId ? guild[guildId] : undefined
  const named = server?.members.flatMap(({ personId, nickname }) => {
    const member = people[personId]
    return member ? [{ ...member, displayName: nickname ?? member.displayName }] : []
  })
  return {
    locale: person.locale,
    people: named ?? [person],
    channels: Object.values(channels).filter((one) => guildId !== undefined && one.guildId === guildId),
    roles: server?.roles ?? [],
  }
}

/** Drafts by channel and person. */
const unsent = new Map<string, { text: string; draft: CommandDraft | undefined }>()

function ChannelComposer({ here, person }: { here: ChannelView; person: PersonView }) {
  const place = `${here.id} ${person.id} ${person.locale}`
  const [text, setText] = useState(unsent.get(place)?.text ?? '')
  const [draft, setDraft] = useState<CommandDraft | undefined>(unsent.get(place)?.draft)
  useEffect(() => void unsent.set(place, { text, draft }), [place, text, draft])
  const box = useRef<HTMLDivElement>(null)
  const commands = entities.value.command
  const entries = useMemo(
    () =>
      listCommands(
        here.commandIds.flatMap((id) => commands[id] ?? []),
        person.locale,
      ),
    [here.commandIds, commands, person.locale],
  )
  const line = composerLine.value

  const focusText = () => box.current?.querySelector<HTMLElement>('[data-field="text"]')?.focus()
  /** Handles typed, pasted or clicked text. */
  function write(typed: string, isWhole: boolean) {
    const isLonger = entries.some(({ name, registeredName }) =>
      [name, registeredName].some((one) => `/${one}`.startsWith(typed) && `/${one}` !== typed),
    )
    const isSettled = isWhole || (/\s/.test(typed) && !isLonger && !entries.some(({ name }) => `/${name}` === typed))
    const read = isSettled ? readLine(entries, typed, person.locale) : undefined
    setDraft(read)
    setText(read ? '' : typed)
  }
  // Typing focuses the message box unless another element handles the keys.
  useEffect(() => {
    const onKeyDown = ({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent) => {
      const isTaken = !(target instanceof Element) || !target.matches('body, .channel, .guild, .messages')
      if (key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey && !isTaken) focusText()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  useEffect(() => {
    if (line === '' || entries.length === 0) return
    composerLine.value = ''
    write(line, true)
    focusText()
  }, [line, entries])

  if (draft) {
    return (
      <CommandForm
        key={draft.entry.registeredName}
        channelId={here.id}
        scope={scopeOf(here, person)}
        draft={draft}
        onChange={(change) => setDraft((now) => now && change(now))}
        onDone={() => {
          setDraft(undefined)
          requestAnimationFrame(focusText)
        }}
      />
    )
  }
  const title = here.type === 'direct' ? '@Domestique' : `#${here.name}`
  const isCommand = text.startsWith('/')
  const found = isCommand ? findCommands(entries, text.slice(1)) : []
  const choose = (entry: CommandEntry | undefined) => {
    if (!entry) return
    setText('')
    setDraft(startDraft(entry))
  }
  return (
    <div class="composer-box" ref={box}>
      <button
        type="button"
        class="icon-button"
        onClick={() => {
          setText('/')
          focusText()
        }}
      >
        Apps
      </button>
      <div class="pills">
        <Combobox
          label={`Message ${title}`}
          field="text"
          text={text}
          placeholder={isNarrow.value ? 'Type / for commands' : `Message ${title}: type / for commands`}
          items={found.map((entry) => ({
            value: entry.registeredName,
            label: `/${entry.name}`,
            detail: entry.description,
          }))}
          isFirstActive={true}
          isSettled={!isCommand}
          heading={<b>Commands of Domestique</b>}
          status={isCommand && found.length === 0 ? `No command here matches “${text}”.` : undefined}
          onInput={(typed) => write(typed, false)}
          onPick={(name) => choose(entries.find(({ registeredName }) => registeredName === name))}
          onEnter={() => {}}
          onEscape={() => setText('')}
        />
      </div>
      <p class="note" role="status">
        {text !== '' && !isCommand ? 'You can only use commands here: type /' : ''}
      </p>
    </div>
  )
}
