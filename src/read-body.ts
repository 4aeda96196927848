/** An answer was larger than whoever asked for it wants to hold. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

/** The body of an answer; what is larger is not read to its end. Throws a BodyTooLargeError. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels the stream, and with it the connection.
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLargeError(`the answer is larger than ${maxBytes / 1_000_000} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
