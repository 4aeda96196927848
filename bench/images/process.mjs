import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { createImageRenderer } from '../../dist/images/index.js'

// Plain JavaScript, and what is shipped: what reads TypeScript takes more memory than all that is measured here.

/** Megabytes that this process alone uses: of the libraries that it reads, the machine keeps one copy for all. */
async function ownMemory() {
  // What lies about from before is swept up in several goes, and given back a little later.
  for (let sweep = 0; sweep < 5; sweep++) {
    globalThis.gc()
    await setTimeout(100)
  }
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024
}

process.once('message', async ({ maps, charts }) => {
  const images = createImageRenderer({ threads: 1 })
  let largest = 0

  /** Milliseconds of all cores that each image takes, whatever else the machine does. */
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
