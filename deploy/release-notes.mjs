// The notes of a release: the section of its version in CHANGELOG.md. `node deploy/release-notes.mjs v0.1.0` prints them, or says
// what is missing. Uses nothing but Node, so that a release needs no packages.
import { readFileSync } from 'node:fs'

/** @param {string} message */
function refuse(message) {
  console.error(message)
  process.exit(1)
}

const [tag] = process.argv.slice(2)
if (!tag) refuse('Name the tag: node deploy/release-notes.mjs v0.1.0')

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
if (tag !== `v${version}`) {
  refuse(
    `The tag is ${tag}, but package.json has version ${version}. Tag a commit whose package.json has the same version.`,
  )
}

const [, ...sections] = readFileSync('CHANGELOG.md', 'utf8').split(/^## (?=\[)/m)
const section = sections.find((text) => text.startsWith(`[${version}]`))
if (section === undefined) {
  refuse(
    `CHANGELOG.md has no section for ${version}. Rename [Unreleased] to [${version}] with the date, and tag that commit.`,
  )
}

// Without the heading, which is the title of the release, and without addresses of links that stand at the end of the file.
const notes = section
  .slice(section.indexOf('\n'))
  .replaceAll(/^\[[^\]]+\]: .*$/gm, '')
  .trim()
if (notes === '') refuse(`The section for ${version} in CHANGELOG.md is empty. Say what changed, and tag that commit.`)

// A page of releases has no folder that a relative address could start from.
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env
const files = GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${tag}/`
const linked = files ? notes.replaceAll(/\]\((?!#|[a-z]+:)/g, `](${files}`) : notes

// It also shows each line break, so a paragraph becomes one line.
const BEGINS_A_LINE = /^\s*([-*+] |\d+\. |[#>|]|$)/
const lines = []
for (const line of linked.split('\n')) {
  const before = lines.at(-1)
  if (before && !before.startsWith('#') && !linked.includes('```') && !BEGINS_A_LINE.test(line)) {
    lines[lines.length - 1] = `${before} ${line.trim()}`
  } else {
    lines.push(line)
  }
}
console.log(lines.join('\n'))
