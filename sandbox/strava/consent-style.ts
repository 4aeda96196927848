/** The style of the sandbox's pages: mobile first, light and dark, without Strava's branding. */
export const CONSENT_STYLE = `
  :root {
    color-scheme: light dark;
    --ground: light-dark(#f3f4f6, #17191d); --card: light-dark(#fff, #22252b); --line: light-dark(#d3d7de, #3d424c);
    --text: light-dark(#1b1e24, #e7e9ee); --quiet: light-dark(#565d69, #a9b0bd); --accent: light-dark(#3b46b8, #7f8cff);
    --on-accent: light-dark(#fff, #12141c); --band: light-dark(#e2e5f8, #2b2f52)
  }
  * { box-sizing: border-box }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--ground); color: var(--text) }
  header { background: var(--band); border-bottom: 1px solid var(--line); padding: .6rem 1rem; text-align: center; font-size: .9rem }
  main { max-width: 30rem; margin: 0 auto; padding: 1.25rem 1rem 3rem }
  h1 { font-size: 1.4rem; line-height: 1.25; margin: .5rem 0 1rem; text-wrap: balance }
  h2 { font-size: 1rem; margin: 0 0 .5rem }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; margin: 0 0 1rem }
  .account { display: flex; align-items: center; gap: .75rem }
  .account p { margin: 0 } small, .quiet { color: var(--quiet) }
  .face { width: 2.75rem; height: 2.75rem; border-radius: 50%; background: var(--band); flex: none; display: grid; place-items: center; font-weight: 600 }
  summary { cursor: pointer; padding: .6rem 0 0; color: var(--accent) }
  ul { list-style: none; margin: .5rem 0 0; padding: 0 }
  li a { display: flex; align-items: center; gap: .75rem; padding: .5rem; border-radius: 8px; color: inherit; text-decoration: none }
  li a:hover { background: var(--ground) } li a span:last-child { text-decoration: underline }
  label { display: flex; gap: .75rem; align-items: flex-start; padding: .6rem 0; min-height: 44px }
  input[type=checkbox] { width: 1.35rem; height: 1.35rem; margin: .1rem 0 0; flex: none; accent-color: var(--accent) }
  button { font: inherit; font-weight: 600; width: 100%; min-height: 48px; margin-top: .75rem; padding: .6rem 1.2rem;
    border: 1px solid var(--line); border-radius: 10px; background: var(--card); color: inherit; cursor: pointer }
  button[value=authorize] { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }`
