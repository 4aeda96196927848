import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCanvas } from '@napi-rs/canvas'
import { createRandom } from '../support/random.ts'

const SIZE_PX = 256

/** An invented piece of a city: blocks, a park, a river, streets with borders, and their names. */
function drawTile(seed: number): Buffer {
  const random = createRandom(seed)
  const canvas = createCanvas(SIZE_PX, SIZE_PX)
  const ctx = canvas.getContext('2d')
  const randomOffset = () => random.between(-40, SIZE_PX + 40)
  const stroke = (style: string, width: number, [x, y, dx, dy]: readonly [number, number, number, number]) => {
    ctx.strokeStyle = style
    ctx.lineWidth = width
    ctx.beginPath()
    ctx.moveTo(x, y)
    ctx.bezierCurveTo(x + dx / 3, y + dy / 4, x + dx / 2, y + dy, x + dx, y + dy)
    ctx.stroke()
  }
  const randomCurve = () =>
    [randomOffset(), randomOffset(), random.between(-300, 300), random.between(-300, 300)] as const
  ctx.fillStyle = '#f2efe9'
  ctx.fillRect(0, 0, SIZE_PX, SIZE_PX)
  ctx.fillStyle = '#c8dfb5'
  ctx.fillRect(randomOffset(), randomOffset(), random.between(40, 120), random.between(40, 120))
  ctx.fillStyle = '#d9d0c9'
  for (let building = 0; building < 60; building++)
    ctx.fillRect(randomOffset(), randomOffset(), random.between(4, 18), random.between(4, 18))
  stroke('#aad3df', 22, randomCurve())
  const streets = Array.from({ length: 14 }, randomCurve)
  for (const street of streets) stroke('#c9c4bd', 9, street)
  for (const street of streets) stroke('#ffffff', 7, street)
  stroke('#e0a03c', 9, streets[0] ?? randomCurve())
  ctx.fillStyle = '#555555'
  ctx.font = '11px sans-serif'
  for (const [x, y] of streets.slice(0, 5)) ctx.fillText('Invented Street', x, y)
  return canvas.toBuffer('image/png')
}

/** A tile server on this machine. The same address always gets the same tile. */
export async function startTileServer(): Promise<{ urlTemplate: string; stop: () => void }> {
  const server = createServer(({ url = '' }, response) => {
    const [z, x, y] = url.split('/').slice(1).map(Number)
    response
      .setHeader('content-type', 'image/png')
      .end(drawTile(((z ?? 0) * 73_856_093 + (x ?? 0) * 19_349_663 + (y ?? 0)) >>> 0))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    urlTemplate: `http://127.0.0.1:${(server.address() as AddressInfo).port}/{z}/{x}/{y}`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
