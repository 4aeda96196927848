import { createCanvas } from '@napi-rs/canvas'
import { Hono } from 'hono'
import { randomFrom } from './seeded-random.ts'
import type { RouteEnv } from './strava-state.ts'

const SIZES_PX: Record<string, [width: number, height: number]> = { '100': [128, 96], '600': [768, 576] }

/** An invented landscape: sky, sun, three ranges of hills. */
async function drawPhoto(id: string, size: string): Promise<Buffer> {
  const [width, height] = SIZES_PX[size] ?? [128, 96]
  const random = randomFrom(Number(id))
  const canvas = createCanvas(width, height)
  const ctx = canvas.getContext('2d')
  const fill = (color: string, draw: () => void) => {
    ctx.fillStyle = color
    ctx.beginPath()
    draw()
    ctx.fill()
  }
  fill('#9cc7e8', () => ctx.rect(0, 0, width, height))
  fill('#fff1b8', () => ctx.arc(width * (0.2 + 0.6 * random()), height * 0.25, height * 0.09, 0, 2 * Math.PI))
  for (const [index, color] of ['#7d9cb5', '#5f8a6a', '#3f6b45'].entries()) {
    const [top, phase] = [height * (0.5 + 0.15 * index), 6 * random()]
    fill(color, () => {
      ctx.moveTo(0, height)
      for (let x = 0; x <= width; x += 4)
        ctx.lineTo(x, top + height * 0.08 * Math.sin(phase + (x / width) * (4 + 3 * index)))
      ctx.lineTo(width, height)
    })
  }
  return withPlace(await canvas.encode('jpeg', 80))
}

/** Adds a place as metadata, as cameras do: in the JPEG's Exif segment. */
function withPlace(jpeg: Buffer): Buffer {
  const text = Buffer.from('Exif\0\0Invented place: 12 Garden Lane', 'latin1')
  const segment = Buffer.alloc(4)
  segment.writeUInt16BE(0xffe1, 0)
  segment.writeUInt16BE(text.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)])
}

/** Larger than anything that Strava delivers. */
const HUGE_BYTES = 9 * 1024 * 1024

/** The network that delivers photos: no token, no limits. Some names stand for what can go wrong. */
export function photoRoutes() {
  const routes = new Hono<RouteEnv>()
  const jpeg = (bytes: Buffer) => new Response(new Uint8Array(bytes), { headers: { 'content-type': 'image/jpeg' } })
  routes.get('/huge.jpg', () => jpeg(Buffer.alloc(HUGE_BYTES)))
  routes.get('/broken.jpg', () => jpeg(Buffer.from('not a picture')))
  routes.get('/page.jpg', (c) => c.html('<h1>Sign in</h1>'))
  routes.get('/moved.jpg', (c) => c.redirect('/photos/17000000101-600.jpg'))
  routes.get('/:name{\\d+-(?:100|600)\\.jpg}', async (c) => {
    const [id = '', size = ''] = c.req.param('name').replace('.jpg', '').split('-')
    return jpeg(await drawPhoto(id, size))
  })
  routes.all('*', (c) => c.text('Not Found', 404))
  return routes
}
