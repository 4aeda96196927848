// Runs the image worker from TypeScript: threads don't inherit the loader of tsx or vitest. Not part of `dist`.
import { register } from 'tsx/esm/api'

register()
await import('./image-worker.ts')
