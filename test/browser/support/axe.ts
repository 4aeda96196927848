import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What keeps people from using a page, or a part of it, one line each. */
export async function findBarriers(page: Page, part = 'html'): Promise<string[]> {
  // Half a megabyte, once for each page that is loaded.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    (selector) => (globalThis as unknown as { axe: typeof axe }).axe.run(selector, { resultTypes: ['violations'] }),
    part,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}
