import type { Redis } from 'ioredis'

/** A command as Redis ran it. */
export interface RecordedCommand {
  name: string
  isInScript: boolean
}

/** The commands that Redis runs during `work`. It must have no other clients: a monitor fails if it receives something too early. */
export async function recordCommands(redis: Redis, work: () => Promise<unknown>): Promise<RecordedCommand[]> {
  const monitor = await redis.monitor()
  const commands: RecordedCommand[] = []
  const end = 'the end of the recording'
  const ended = new Promise<void>((resolve) => {
    monitor.on('monitor', (_time: string, [name = '', key]: string[], source: string) => {
      if (key === end) resolve()
      else commands.push({ name: name.toLowerCase(), isInScript: source === 'lua' })
    })
  })
  await work()
  await redis.exists(end)
  await ended
  monitor.disconnect()
  return commands
}
