import { expect, test } from 'vitest'
import { toRouteTemplate } from '../../src/discord/route-template.ts'

test.each([
  ['/api/v10/channels/1576659798928613324/messages', '/channels/:id/messages'],
  ['/v10/channels/1576659798928613324/messages/1576659798928613325', '/channels/:id/messages/:id'],
  [
    '/api/v10/webhooks/1576659798928613324/aWxpa2V0b2tlbnM/messages/@original',
    '/webhooks/:id/:token/messages/@original',
  ],
  ['/v10/webhooks/1576659798928613324/aWxpa2V0b2tlbnM/messages/%40original', '/webhooks/:id/:token/messages/@original'],
  // A token may look like a word.
  ['/api/v10/webhooks/1576659798928613324/likeaword', '/webhooks/:id/:token'],
  ['/api/v10/interactions/1576659798928613324/aW5-dmVudGVk_/callback', '/interactions/:id/:token/callback'],
  ['/api/v10/users/@me', '/users/@me'],
  ['/api/v10/applications/1576659798928613324/commands', '/applications/:id/commands'],
])('%s is named without its ids and tokens', (path, template) => {
  expect(toRouteTemplate(path)).toBe(template)
})
