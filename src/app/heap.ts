import { setFlagsFromString } from 'node:v8'

/** How much the heap may grow before the next full collection, instead of up to four times its size. Percent. */
const HEAP_GROWTH_PERCENT = 20

/*
 * V8 collects garbage before it takes more memory from the system: it would use half a gigabyte for a live heap of 40 MB
 * (`docs/decisions/56`). It reads these settings at each collection, so they can be set while it runs.
 */

/** The young generation keeps its first size, about a megabyte. It would grow to 32 MB, and to 128 MB with Node 24. */
export function limitYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * For a program that is loaded: while it loads, nearly everything is kept, and full collections would take a tenth of
 * the start.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`)
}
