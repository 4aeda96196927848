import { writeFileSync } from 'node:fs'
import { generatedDocuments, pathOf } from './documents.ts'

// `npm run docs`: writes what the documents say about definitions in src.
for (const [document, content] of Object.entries(generatedDocuments())) writeFileSync(pathOf(document), content)
