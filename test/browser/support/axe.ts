import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Serious and critical violations that axe reports for a page or a part of it, one line each. */
export async function findAccessibilityViolations(page: Page, part = 'html'): Promise<string[]> {
  // The script is half a megabyte, so each loaded page gets it only once.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    (selector) => (globalThis as unknown as { axe: typeof axe }).axe.run(selector, { resultTypes: ['violations'] }),
    part,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}
