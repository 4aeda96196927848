/** A running clock that can be moved ahead, in milliseconds. */
export function createClock() {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance(milliseconds: number) {
      ahead += milliseconds
    },
  }
}
