/** A clock that goes on by itself and can be moved ahead. Milliseconds. */
export function createClock() {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance(milliseconds: number) {
      ahead += milliseconds
    },
  }
}
