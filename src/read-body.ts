/** The body is larger than the limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

/** Reads a body up to a limit. Throws a BodyTooLargeError if it is larger. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels the stream and closes the connection.
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLargeError(`the answer is larger than ${maxBytes / 1_000_000} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
