import { createCanvas, loadImage } from '@napi-rs/canvas'

/** The pixels of an image, as displayed. */
export async function pixelsOf({ bytes }: { bytes: Uint8Array }) {
  const image = await loadImage(Buffer.from(bytes))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const isNear = (actual: number | undefined, expected: number) => Math.abs((actual ?? 0) - (expected & 255)) <= 24
  return {
    width: image.width,
    height: image.height,
    /** Where this colour is. */
    find(color: number): [x: number, y: number][] {
      const found: [number, number][] = []
      for (let i = 0; i < data.length; i += 4) {
        if (isNear(data[i], color >> 16) && isNear(data[i + 1], color >> 8) && isNear(data[i + 2], color)) {
          found.push([(i / 4) % image.width, Math.floor(i / 4 / image.width)])
        }
      }
      return found
    },
  }
}
