import { InsideStrip } from '../inside/inside-strip.tsx'
import { TraceSummary } from '../inside/trace-summary.tsx'
import { insideHeight, isInsideOpen, isNarrow, phoneView } from './shell-state.ts'

const LEAST_PX = 120
const KEY_PX = 40
const KEYS: Readonly<Record<string, number>> = { ArrowUp: KEY_PX, ArrowDown: -KEY_PX }

function resize(to: number): void {
  insideHeight.value = Math.round(Math.min(Math.max(to, LEAST_PX), window.innerHeight * 0.7))
}

/** The upper edge, which can be dragged or moved with the arrow keys. */
function Edge() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can be neither dragged nor focused.
    <div
      class="inside-edge"
      role="separator"
      tabIndex={0}
      aria-label="Panel height"
      aria-orientation="horizontal"
      aria-valuemin={LEAST_PX}
      aria-valuemax={Math.round(window.innerHeight * 0.7)}
      aria-valuenow={insideHeight.value}
      onKeyDown={(event) => {
        const step = KEYS[event.key]
        if (step === undefined) return
        event.preventDefault()
        resize(insideHeight.value + step)
      }}
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(window.innerHeight - event.clientY)
      }}
    />
  )
}

/** The expandable bar below the chat; on a phone, a separate screen. */
export function InsideDock() {
  const isOpen = isInsideOpen.value || phoneView.value === 'inside'
  return (
    <section
      class="inside"
      aria-label="Inside the program"
      style={isOpen && !isNarrow.value ? { height: `min(${insideHeight.value}px, 70dvh)` } : {}}
    >
      {isOpen && !isNarrow.value ? <Edge /> : undefined}
      <div class="inside-bar">
        <button
          type="button"
          class="inside-toggle"
          aria-expanded={isOpen}
          onClick={() => {
            isInsideOpen.value = !isInsideOpen.value
          }}
        >
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> What happens inside
        </button>
        {isOpen ? undefined : <TraceSummary />}
      </div>
      <InsideStrip isOpen={isOpen} />
    </section>
  )
}
