import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BOT_FACE } from '../playground/faces.ts'

/** A phone. CSS pixels. */
export const PHONE_WIDTH = 390
const SHEET_COLUMNS = 2
export const SHEET_WIDTH = SHEET_COLUMNS * PHONE_WIDTH

/** The font of the page: the one shipped for maps, which is similar to Discord's. */
function letters(): string {
  const require = createRequire(import.meta.url)
  const subsets = [
    ['latin', 'U+0000-00FF, U+2000-206F, U+20AC, U+2122, U+2190-2199, U+2212'],
    ['latin-ext', 'U+0100-02FF'],
  ]
  return [400, 500, 600, 700]
    .flatMap((weight) =>
      subsets.map(([subset, range]) => {
        const file = readFileSync(require.resolve(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`))
        const source = `url(data:font/woff2;base64,${file.toString('base64')}) format("woff2")`
        return `@font-face { font-family: Inter; font-weight: ${weight}; src: ${source}; unicode-range: ${range} }`
      }),
    )
    .join('\n')
}

/** Roughly Discord's dark theme on a phone. */
const STYLE = `
  * { box-sizing: border-box }
  body { margin: 0; background: #313338; color: #dbdee1; font: 16px/1.35 Inter, "Noto Sans", "DejaVu Sans", "Noto Sans CJK JP", "Noto Color Emoji", sans-serif }
  main { width: ${PHONE_WIDTH}px; padding: 12px; display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 0 12px }
  main > img { width: 40px; height: 40px; border-radius: 50% }
  .by { display: flex; gap: 8px; align-items: center; margin-bottom: 4px; font-weight: 600; color: #f2f3f5 }
  .by span { font-size: 10px; background: #5865f2; color: white; border-radius: 4px; padding: 1px 5px }
  .container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid; border-radius: 8px; padding: 12px; display: flex; flex-direction: column; gap: 8px; margin-bottom: 4px; overflow-wrap: anywhere }
  .container > * { max-width: 100% }
  .heading { font-size: 17px; font-weight: 700; color: #f2f3f5 }
  .subtext { font-size: 13px; color: #949ba4 }
  .quote { border-left: 4px solid #4e5058; padding-left: 10px; margin: 2px 0 }
  .item { padding-left: 18px } .item::before { content: "•"; margin-left: -14px; margin-right: 7px }
  a { color: #00a8fc } .mention { color: #c9cdfb; background: #3c4270; border-radius: 3px; padding: 0 2px; font-weight: 500 }
  time { background: #3a3c41; border-radius: 3px; padding: 0 2px }
  pre { background: #1e1f22; border: 1px solid #3f4147; border-radius: 4px; padding: 6px; margin: 4px 0; font: 13px/1.3 "DejaVu Sans Mono", "Noto Sans Mono CJK JP", monospace; white-space: pre-wrap }
  code { background: #1e1f22; border-radius: 3px; padding: 1px 4px; font: 85% "DejaVu Sans Mono", monospace }
  .section { display: flex; justify-content: space-between; gap: 12px } .section > div { display: flex; flex-direction: column; gap: 8px; min-width: 0 }
  .container img { width: 100%; border-radius: 8px; display: block } .container .avatar { flex: none; width: 72px; height: 72px }
  .media { display: flex; flex-direction: column; gap: 4px }
  hr { border: 0; border-top: 1px solid #3f4147; width: 100%; margin: 4px 0 }
  .row { display: flex; flex-wrap: wrap; gap: 8px }
  .button { background: #4e5058; color: white; border-radius: 8px; padding: 6px 14px; font-size: 14px; font-weight: 500 }
  .primary { background: #5865f2 } .success { background: #248046 } .danger { background: #da373c } .disabled { opacity: .5 }
  .select { display: flex; justify-content: space-between; gap: 8px; width: 100%; background: #1e1f22; border: 1px solid #3f4147; border-radius: 8px; padding: 8px 12px; font-size: 14px; line-height: 18px }
  .select div { display: flex; flex-wrap: wrap; gap: 4px; min-width: 0 } .select i { font-style: normal; color: #949ba4; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
  .select b { font-weight: 500 } .chips b { background: #3f4147; border-radius: 4px; padding: 0 6px }
  .options { background: #232428; border-radius: 8px; padding: 8px 12px; font-size: 14px; display: flex; flex-direction: column; gap: 6px } .options small { display: block; color: #949ba4; font-size: 12px }
  .form { grid-column: 1 / 3; background: #2b2d31; border-radius: 12px; padding: 16px; display: flex; flex-direction: column; gap: 16px }
  .form h2 { margin: 0; font-size: 20px; color: #f2f3f5 } .form label { font-weight: 600; display: block } .form small { display: block; color: #949ba4; font-size: 13px }
  .form span { display: block; background: #1e1f22; border: 1px solid #3f4147; border-radius: 8px; padding: 9px 12px; margin-top: 6px; min-height: 42px }
  .sheet { columns: ${SHEET_COLUMNS}; column-gap: 0 } .sheet figure { margin: 0; break-inside: avoid; border-bottom: 1px solid #1e1f22 } .sheet figcaption { background: #1e1f22; color: #949ba4; padding: 4px 12px; font-size: 13px }
`

const page = (body: string, language: string) =>
  `<!doctype html><html lang="${language}"><meta charset="utf-8"><style>${letters()}${STYLE}</style><body>${body}</body></html>`

/** A message under the bot's name. */
export const byBot = (html: string): string =>
  `<img src="${BOT_FACE}"><div><div class="by">Domestique<span>APP</span></div>${html}</div>`

export interface NamedHtml {
  name: string
  html: string
}

/** A page with one message or form. */
export const phonePage = ({ html }: NamedHtml, language: string): string => page(`<main>${html}</main>`, language)

/** A page with several, each below its name. */
export const sheetPage = (shown: readonly NamedHtml[], language: string): string =>
  page(
    `<div class="sheet">${shown.map(({ name, html }) => `<figure><figcaption>${name}</figcaption><main>${html}</main></figure>`).join('')}</div>`,
    language,
  )
