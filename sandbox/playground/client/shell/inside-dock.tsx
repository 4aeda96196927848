import { InsideStrip } from '../inside/inside-strip.tsx'
import { TraceSummary } from '../inside/trace-summary.tsx'
import { isInsideOpen, phoneView } from './shell-state.ts'

/** The bar under the chat, which opens; a screen of its own on a phone. */
export function InsideDock() {
  const isOpen = isInsideOpen.value || phoneView.value === 'inside'
  return (
    <section class="inside" aria-label="Inside the program">
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
