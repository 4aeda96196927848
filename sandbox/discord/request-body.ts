import type { Context } from 'hono'
import { formError } from './api-errors.ts'
import type { Json } from './discord-types.ts'

export interface Upload {
  /** The n of `files[n]`. */
  key: string
  filename: string
  contentType: string
  data: Uint8Array
}

export interface Incoming {
  json: unknown
  files: Upload[]
}

/** A JSON body, or a multipart body with `payload_json` and `files[n]`. */
export async function readBody(c: Context): Promise<Incoming> {
  const type = c.req.header('content-type') ?? ''
  if (type.startsWith('multipart/form-data')) return readForm(await c.req.formData())
  const text = await c.req.text()
  if (text === '') return { json: undefined, files: [] }
  if (!type.startsWith('application/json')) {
    throw formError('', 'CONTENT_TYPE_INVALID', 'Expected "Content-Type" header to be one of application/json.')
  }
  return { json: parse(text), files: [] }
}

async function readForm(form: FormData): Promise<Incoming> {
  const files: Upload[] = []
  let json: unknown = {}
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') {
      if (name === 'payload_json') json = parse(value)
      continue
    }
    const key = /^files\[(\d+)\]$/.exec(name)?.[1] ?? name
    const data = new Uint8Array(await value.arrayBuffer())
    files.push({ key, filename: value.name, contentType: value.type || 'application/octet-stream', data })
  }
  return { json, files }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw formError('', 'INVALID_JSON', 'The request body contains invalid JSON.')
  }
}

export function asObject(json: unknown): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw formError('', 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType')
  }
  return json as Json
}
