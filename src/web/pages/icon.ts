import { html } from 'hono/html'

/** The wheel of the product, 40 by 40. The colours are the same on light and dark pages. */
const WHEEL = html`<rect width="40" height="40" rx="9" fill="#2f6b4f"/><g fill="none" stroke="#fff"><circle cx="20" cy="20" r="12.5" stroke-width="3"/><path d="M20 8v24M8 20h24M11.5 11.5l17 17M28.5 11.5l-17 17"/></g><circle cx="20" cy="20" r="3" fill="#fff"/>`

/** The icon as a file. */
export const ICON_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">${WHEEL}</svg>`

export const iconHtml = html`<svg viewBox="0 0 40 40" width="28" height="28" aria-hidden="true">${WHEEL}</svg>`

/** Shown on pages that confirm a success. */
export const doneHtml = html`<svg class="done" viewBox="0 0 40 40" width="48" height="48" aria-hidden="true"><circle cx="20" cy="20" r="20"/><path d="M12 20.5l5.5 5.5L28.5 15" fill="none" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`
