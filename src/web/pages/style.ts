/** The style of all pages. Uses logical properties, so that right-to-left pages work too. */
export const STYLE = `
:root{color-scheme:light dark;--background:#f6f5f1;--card:#fff;--text:#22251f;--soft:#5a6055;--line:#8a9083;--edge:#dcdbd3;--accent:#c24100;--on-accent:#fff;--focus:#1f6feb;--done:#2f7d4f}
@media (prefers-color-scheme:dark){:root{--background:#1a1c19;--card:#242722;--text:#eceee8;--soft:#b0b6aa;--line:#7d8478;--edge:#3b3f38;--accent:#ff7a3d;--on-accent:#1a1c19;--focus:#6ea8fe;--done:#6cc48f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--background);color:var(--text);font:1rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{width:100%;max-width:34rem;margin-inline:auto;padding-inline:1.1rem;overflow-wrap:anywhere}
header{padding-block:.9rem .1rem}
main{flex:1;padding-block:.5rem 1rem}
footer{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding-block:.75rem;border-block-start:1px solid var(--edge);font-size:.875rem;color:var(--soft)}
footer a{padding-block:.25rem}
.brand{display:inline-flex;align-items:center;gap:.55rem;font-weight:600;text-decoration:none}
.brand svg{flex:none}
.done{display:block;margin:.5rem 0 .75rem;fill:var(--done);stroke:var(--background)}
@media (min-width:40rem){header{padding-block:3rem .5rem}main{flex:none;padding-block:.5rem 2rem}}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1rem;margin:1rem 0 .15rem}
p{margin:.15rem 0 .75rem}
a{color:inherit;text-underline-offset:.15em}
dl{margin:.15rem 0 .75rem}
dt{margin-block-start:.4rem}
dd{margin:0;color:var(--soft);font-size:.875rem}
ul{margin:1.25rem 0 0;padding:0;list-style:none}
li{margin:.4rem 0}
.server{display:flex;align-items:center;gap:.6rem;margin:0;font-weight:600}
.server img{flex:none;border-radius:.7rem;background:var(--edge)}
.who{background:var(--card);border:1px solid var(--edge);border-radius:.75rem;padding:.65rem .9rem;margin:0 0 .9rem}
.who p{margin:0}
.who strong{display:block;font-size:1.1rem}
.username{display:block;width:fit-content;margin:.15rem 0 .35rem;padding:0 .45rem;border:1px solid var(--line);border-radius:.4rem;background:var(--background);font-weight:600}
.soft{color:var(--soft);font-size:.875rem}
fieldset{border:0;padding:0;margin:0 0 .6rem;min-width:0}
legend{font-weight:600;padding:0;margin-block-end:.4rem}
label{display:flex;gap:.7rem;align-items:flex-start;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.55rem .9rem;margin-block-end:.45rem;cursor:pointer}
label:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
label:has(:focus-visible){outline:3px solid var(--focus);outline-offset:2px}
label input{margin:.2rem 0 0;accent-color:var(--accent);width:1.1rem;height:1.1rem;flex:none}
label input:focus-visible{outline:0}
label b{display:block;font-weight:600}
label small{display:block;color:var(--soft);font-size:.875rem}
details{margin:0 0 .9rem}
summary{padding:.3rem 0;cursor:pointer;text-decoration:underline;text-underline-offset:.15em}
button,.button{appearance:none;display:block;width:100%;min-height:3rem;padding:.7rem 1.4rem;border:0;border-radius:.5rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:700;text-align:center;text-decoration:none;cursor:pointer}
button.strava{padding:0;background:none}
button.strava img{display:block;margin-inline:auto;height:3rem;max-width:100%}
.after{margin:.6rem 0 0}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.problem{border-inline-start:4px solid var(--accent);padding:.5rem .9rem;background:var(--card)}
`
