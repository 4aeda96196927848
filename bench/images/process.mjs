import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { createImageRenderer } from '../../dist/images/index.js'

// Plain JavaScript from `dist`: a TypeScript loader would use more memory than all that is measured here.

/** Memory that only this process uses, in megabytes. The machine shares one copy of the libraries. */
async function ownMemory() {
  // Garbage is collected in several passes and returned a little later.
  for (let sweep = 0; sweep < 5; sweep++) {
    globalThis.gc()
    await setTimeout(100)
  }
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024
}

process.once('message', async ({ maps, charts }) => {
  const images = createImageRenderer({ threads: 1 })
  let largest = 0

  /** CPU milliseconds of each image over all cores, whatever else the machine does. */
  async function costs(orders) {
    const found = []
    for (const { kind, image } of orders) {
      const before = process.cpuUsage()
      const drawn = await images[kind](image)
      const { bytes } = drawn.image ?? drawn
      const { user, system } = process.cpuUsage(before)
      found.push((user + system) / 1000)
      largest = Math.max(largest, bytes.length)
    }
    return found
  }

  const before = await ownMemory()
  await costs(maps.slice(0, 1))
  const firstMap = (await ownMemory()) - before
  const ofMaps = await costs(maps)
  const manyMaps = (await ownMemory()) - before
  const ofCharts = await costs(charts)
  await images.close()
  process.send({ maps: ofMaps, charts: ofCharts, largest, firstMap, manyMaps })
  process.disconnect()
})
