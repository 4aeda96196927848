/** The way that the last action took through the program. Closed, it is one line. */
export function InsideStrip({ isOpen }: { isOpen: boolean }) {
  return isOpen ? <p class="side-empty">The way of the last action appears here.</p> : null
}
