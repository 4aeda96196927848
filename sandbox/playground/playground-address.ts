import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/** The address of the page. */
export interface PlaygroundAddress {
  host?: string
  port?: number
}

const ANY_ADDRESS = ['0.0.0.0', '::']

/** The host in URLs for browsers, and the address to listen on. */
export function findHosts({ host = '127.0.0.1' }: PlaygroundAddress): { host: string; listenOn: string } {
  const bracketed = (address: string) => (isIP(address) === 6 ? `[${address}]` : address)
  if (!ANY_ADDRESS.includes(host)) return { host: bracketed(host), listenOn: host }
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const outward = addresses.find(({ internal, family }) => !internal && family === 'IPv4')
  return { host: outward?.address ?? '127.0.0.1', listenOn: host }
}

export const isLoopback = (url: string): boolean => /^(127\..*|localhost|\[::1\])$/.test(new URL(url).hostname)
