// Node reads no TypeScript, and a thread knows nothing of the tsx or vitest that its program runs with. Not part of `dist`.
import { register } from 'tsx/esm/api'

register()
await import('./image-worker.ts')
