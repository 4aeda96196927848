import type { ImageRenderer } from '../images/index.ts'
import { addHealthRoutes } from '../web/health.ts'
import { listen } from '../web/server.ts'
import { startBot } from './bot.ts'
import { type AppContextOptions, createAppContext } from './context.ts'
import { describeStart } from './describe-start.ts'
import { createInteractionHandling } from './interaction-handling.ts'
import { createOperatorAlerts } from './operator-alerts.ts'
import { TIMING, type Timing } from './timing.ts'
import { addWeb } from './web.ts'
import { startWorker } from './worker.ts'

export interface AppOptions extends Omit<AppContextOptions, 'now' | 'timing'> {
  now?: () => number
  /** Overrides the default timing. */
  timing?: Partial<Timing>
  /** Shows a text to the person who started the program in a terminal. */
  print?: ((text: string) => void) | undefined
  /** Draws images (default: worker threads). */
  images?: Omit<ImageRenderer, 'close'>
}

/** Starts the roles of this process in order; `stop` stops them in reverse order. */
export async function startApp({ now = Date.now, timing, images, print, ...options }: AppOptions) {
  const context = await createAppContext({ ...options, now, timing: { ...TIMING, ...timing } })
  const { config, log, web, checks, metrics, isStopping, onShutdown, stop } = context
  const { roles } = config
  try {
    const services = await context.createFailFastServices()
    const interactions = createInteractionHandling(context, services)
    const webServices = roles.includes('web') ? await addWeb(context, services, interactions) : undefined
    addHealthRoutes(web, { checks, isStopping, metrics: metrics.text, contentType: metrics.contentType })
    const server = await listen(web, config)
    onShutdown(server.close)
    if (webServices) {
      const { subscriber, endpoint } = webServices
      checks.web = () => true
      onShutdown(subscriber.stop)
      if (endpoint) {
        onShutdown(endpoint.stop)
        void endpoint.start()
      }
      // A different key would give Strava a webhook address that no other process knows.
      void services.encryptionKey.available.then(() => (isStopping() ? undefined : subscriber.run()))
    }
    if (roles.includes('worker')) await startWorker(context, services, images)
    if (roles.includes('bot')) await startBot(context, services, interactions)
    const { channelId } = config.operator
    // A process with only the role `web` may have no token.
    if (channelId && config.discord.token) {
      const alerts = createOperatorAlerts(context, services, channelId)
      onShutdown(alerts.stop)
      alerts.start()
    }
    log.info({ roles, port: server.port }, 'started')
    if (print) {
      describeStart(context, services).then(print, (error) =>
        log.warn({ err: error }, 'could not print the start summary'),
      )
    }
    return { port: server.port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
