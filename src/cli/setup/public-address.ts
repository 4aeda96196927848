import type { Choice } from './dialog.ts'

/** Ways for browsers and Strava to reach the bot. */
export type AddressKind = 'local' | 'caddy' | 'cloudflare' | 'tailscale' | 'other'

export const ADDRESS_CHOICES: readonly Choice<AddressKind>[] = [
  { value: 'local', label: 'None yet: only this machine', hint: 'to try it; posts are up to 30 minutes late' },
  { value: 'caddy', label: 'My own domain, with Caddy', hint: 'needs ports 80 and 443 open' },
  { value: 'cloudflare', label: 'My own domain, with Cloudflare Tunnel', hint: 'no open ports' },
  { value: 'tailscale', label: 'Tailscale Funnel', hint: 'no domain, no open ports' },
  { value: 'other', label: 'The bot already has an address', hint: 'any reverse proxy' },
]

/** The steps that each kind needs before its address can be entered. */
export function addressInstructions(kind: Exclude<AddressKind, 'local'>, port: number): string[] {
  const local = `http://127.0.0.1:${port}`
  switch (kind) {
    case 'caddy':
      return [
        'You need a domain, and ports 80 and 443 open to the internet.',
        '1. Let your domain, such as bot.example.org, point to this machine.',
        '2. Install Caddy: https://caddyserver.com/docs/install',
        '3. Put your domain into deploy/Caddyfile, and run:',
        '   caddy run --config deploy/Caddyfile',
        'With Docker, instead of 2 and 3, start the bot with:',
        '   docker compose --profile https up --detach --build',
        'Caddy gets the certificate for https:// itself.',
      ]
    case 'cloudflare':
      return [
        'You need a free Cloudflare account, and a domain that Cloudflare manages.',
        '1. Install cloudflared:',
        '   https://developers.cloudflare.com/tunnel/downloads',
        '2. cloudflared tunnel login',
        '3. cloudflared tunnel create domestique',
        '4. cloudflared tunnel route dns domestique bot.example.org',
        `5. cloudflared tunnel run --url ${local} domestique`,
        'Leave Bot Fight Mode off for this domain: it blocks Strava.',
      ]
    case 'tailscale':
      return [
        'You need a free Tailscale account. The address ends in .ts.net.',
        '1. Install Tailscale: https://tailscale.com/download',
        '2. sudo tailscale up',
        `3. sudo tailscale funnel --bg ${port}`,
        'The last command shows the address that begins with https://.',
      ]
    case 'other':
      return [
        `Let your proxy pass requests on to ${local}.`,
        'docs/setup.md has an example for nginx, and the paths that are needed.',
      ]
  }
}

/** The host that Strava wants as Authorization Callback Domain. */
export const callbackDomainOf = (publicUrl: string): string => new URL(publicUrl).hostname

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]']

export const isLocal = (publicUrl: string): boolean => LOCAL_HOSTS.includes(new URL(publicUrl).hostname)

/** `bot.example.org` is short for `https://bot.example.org`. */
export const toAddress = (typed: string): string =>
  typed !== '' && !/^[a-z]+:\/\//i.test(typed) ? `https://${typed}` : typed
