/** The first line of standard input. `question` is shown in a terminal only. */
export async function readLine(question: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(question)
  let input = ''
  for await (const chunk of process.stdin) {
    input += chunk
    if (input.includes('\n')) break
  }
  return input.split('\n')[0]?.trim() ?? ''
}
