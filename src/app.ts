import { startBot } from './app/bot.ts'
import { type HouseOptions, openHouse } from './app/house.ts'
import { addWeb } from './app/web.ts'
import { type Drawing, startWorker } from './app/worker.ts'
import { addHealth } from './web/health.ts'
import { listen } from './web/server.ts'

export interface AppOptions extends Omit<HouseOptions, 'now' | 'stravaTimeout'> {
  now?: () => number
  /** How long Strava may take for an answer. Milliseconds. */
  stravaTimeout?: number
  /** What draws. Not given: threads of the program's own. */
  pictures?: Drawing
}

/** Everything this process is made of, wired once, started in order and stopped in the opposite order. */
export async function startApp({ now = Date.now, stravaTimeout = 10_000, pictures, ...options }: AppOptions) {
  const house = await openHouse({ ...options, now, stravaTimeout })
  const { config, log, web, checks, metrics, isStopping, onStop, stop } = house
  const { roles } = config
  try {
    const hasty = await house.hasty()
    const subscriber = roles.includes('web') ? addWeb(house, hasty) : undefined
    addHealth(web, { checks, isStopping, metrics: metrics.text, contentType: metrics.contentType })
    const server = await listen(web, config)
    onStop(server.close)
    if (subscriber) {
      checks.web = () => true
      onStop(subscriber.stop)
      // With another key the address for Strava's events is another one, which no other process would know.
      void hasty.encryptionKey.held.then(() => (isStopping() ? undefined : subscriber.keep()))
    }
    if (roles.includes('worker')) await startWorker(house, hasty, pictures)
    if (roles.includes('bot')) await startBot(house, hasty)
    log.info({ roles, port: server.port }, 'started')
    return { port: server.port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
