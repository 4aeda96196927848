/** Background, jersey, skin and helmet of six invented riders: Discord has six default profile pictures. */
const LOOKS = [
  ['#8fb8a4', '#d9480f', '#f1c9a5', '#f8f9fa'],
  ['#9db4d6', '#1c4f8c', '#8d5a3b', '#ffd43b'],
  ['#e3b98a', '#2f6b4f', '#f5d3b3', '#c92a2a'],
  ['#c7a6c9', '#5f3dc4', '#c68642', '#f8f9fa'],
  ['#a8c686', '#a61e4d', '#e8b894', '#1f3a5f'],
  ['#e0a3a3', '#0b7285', '#6f4a32', '#ffffff'],
] as const

const toUrl = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg)}`

function drawFace(number: number): string {
  const [ground, jersey, skin, helmet] = LOOKS[number % LOOKS.length] ?? LOOKS[0]
  return toUrl(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 76 76"><rect width="76" height="76" fill="${ground}"/>
    <path d="M32 46h12v12H32z" fill="${skin}"/><path d="M10 80c0-18 10-25 20-26 4 5 12 5 16 0 10 1 20 8 20 26z" fill="${jersey}"/>
    <ellipse cx="38" cy="37" rx="13" ry="15" fill="${skin}"/><path d="M21 32c0-13 7-20 17-20s17 7 17 20c-11-3-23-3-34 0z" fill="${helmet}"/>
    <path d="M29 14l-3 14M38 12v15M47 14l3 14" stroke="#00000033" stroke-width="3"/><path d="M25 34h26c0 5-3 7-6 7s-5-2-7-5c-2 3-4 5-7 5s-6-2-6-7z" fill="#212529"/></svg>`)
}

/** A rider in place of a default profile picture (`…/embed/avatars/<number>.png`). */
export const faceAt = (address: string): string => drawFace(Number(/\/(\d)\.png/.exec(address)?.[1] ?? 0))

/** The end of an id is a counter, so people created in sequence look different. */
const ID_COUNTER = 0x3f_ffffn

/** The invented face of a person. */
export const faceOf = (personId: string): string => drawFace(Number(BigInt(personId || 0) & ID_COUNTER))

/** The bot's profile picture: a wheel. */
export const BOT_FACE = toUrl(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#2f6b4f"/><g stroke="#fff" fill="none"><circle cx="20" cy="20" r="12.500" stroke-width="3"/><path stroke-width="1" d="M20 8v24M8 20h24M11.500 11.500l17 17M28.500 11.500l-17 17"/></g><circle cx="20" cy="20" r="3" fill="#fff"/></svg>`,
)
