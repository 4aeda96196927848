import './inside.css'
import { type InsideTab, insideTab, program, shownTrace } from './inside-state.ts'
import { ProgramFigures } from './program-figures.tsx'
import { ProgramLog } from './program-log.tsx'
import { TracePicker } from './trace-picker.tsx'
import { describeTrace } from './trace-summary.tsx'
import { TraceWay } from './trace-way.tsx'

const TABS: readonly { tab: InsideTab; label: string }[] = [
  { tab: 'way', label: 'Step by step' },
  { tab: 'figures', label: 'Limits and queues' },
  { tab: 'log', label: 'The log' },
]

const STEPS = { ArrowLeft: -1, ArrowRight: 1 } as const

function Tabs() {
  const choose = (tab: InsideTab) => {
    insideTab.value = tab
    document.getElementById(`inside-tab-${tab}`)?.focus()
  }
  return (
    <div class="tabs inside-tabs" role="tablist" aria-label="What happens inside">
      {TABS.map(({ tab, label }, index) => (
        <button
          key={tab}
          id={`inside-tab-${tab}`}
          type="button"
          role="tab"
          aria-selected={insideTab.value === tab}
          aria-controls="inside-panel"
          tabIndex={insideTab.value === tab ? 0 : -1}
          onClick={() => choose(tab)}
          onKeyDown={({ key }) => {
            const step = STEPS[key as keyof typeof STEPS]
            const other = step && TABS[(index + step + TABS.length) % TABS.length]
            if (other) choose(other.tab)
          }}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

function Way() {
  const trace = shownTrace.value
  if (program.value?.isOwn === false) {
    return (
      <p class="inside-hint">
        You start the bot yourself, so its log is in your terminal. This page can’t show what happens inside without it.
      </p>
    )
  }
  if (!trace) return <p class="inside-hint">Nothing has happened yet. Use a command, and its steps appear here.</p>
  return (
    <>
      <div class="way-bar">
        <TracePicker />
        <p class="way-title">{describeTrace(trace)}</p>
      </div>
      <TraceWay key={trace.id} trace={trace} />
    </>
  )
}

/** The steps of each action in the program, with the program's metrics and log. */
export function InsideStrip({ isOpen }: { isOpen: boolean }) {
  if (!isOpen) return null
  const open = insideTab.value
  return (
    <div class="inside-strip">
      <Tabs />
      <div id="inside-panel" class="inside-panel" role="tabpanel" aria-labelledby={`inside-tab-${open}`}>
        {open === 'way' ? <Way /> : open === 'figures' ? <ProgramFigures /> : <ProgramLog />}
      </div>
    </div>
  )
}
