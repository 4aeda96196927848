import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { EncodedImage } from './types.ts'

/** Of the longer side: enough for the largest screens on which Discord shows it. */
const MAX_SIDE_PX = 1600

const JPEG_QUALITY = 85

/** Draws a photo upright on a new image, which leaves out metadata such as the location. */
export async function encodePhoto(bytes: Uint8Array): Promise<EncodedImage> {
  const photo = await loadImage(bytes)
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(photo.width, photo.height))
  const [width, height] = [photo.width, photo.height].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ]
  const canvas = createCanvas(width, height)
  canvas.getContext('2d').drawImage(photo, 0, 0, width, height)
  return { type: 'image/jpeg', bytes: await canvas.encode('jpeg', JPEG_QUALITY), width, height }
}
