export interface Bell {
  ring(): void
  /** Resolves with the first value that `look` gives, now or after a later ring. `look` may throw to give up. */
  until<T>(look: () => T | undefined, what: () => string, withinMs?: number): Promise<T>
  close(): void
}

const defaultPatience = 5_000

export function createBell(): Bell {
  const waiting = new Set<{ look(): void; giveUp(): void }>()
  return {
    ring() {
      for (const one of [...waiting]) one.look()
    },
    until(look, what, withinMs = defaultPatience) {
      return new Promise((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer)
          waiting.delete(one)
        }
        const one = {
          look() {
            try {
              const value = look()
              if (value === undefined) return
              leave()
              resolve(value)
            } catch (error) {
              leave()
              reject(error)
            }
          },
          giveUp() {
            leave()
            reject(new Error(`The sandbox closed while waiting for ${what()}`))
          },
        }
        const timer = setTimeout(() => {
          leave()
          reject(new Error(`Waited ${withinMs} ms in vain for ${what()}`))
        }, withinMs)
        waiting.add(one)
        one.look()
      })
    },
    close() {
      for (const one of [...waiting]) one.giveUp()
    },
  }
}
