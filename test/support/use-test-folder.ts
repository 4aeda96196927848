import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { createTestEnv, type TestEnv } from './test-env.ts'

/**
 * For tests that start programs themselves: a test environment without one and a folder, both new for each test. Afterwards every program
 * that was added is stopped, and nothing may have been sent that the real services would refuse.
 */
export function useTestFolder() {
  let testEnv: TestEnv | undefined
  let folder = ''
  let programs: { stop(): Promise<unknown> }[] = []

  beforeEach(async () => {
    testEnv = await createTestEnv({ start: false })
    folder = mkdtempSync(join(tmpdir(), 'domestique-test-'))
    programs = []
  })
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.stop()))
    await testEnv?.close()
    testEnv?.expectNoComplaints()
    rmSync(folder, { recursive: true, force: true })
  })

  return {
    testEnv: new Proxy({} as TestEnv, { get: (_, name) => testEnv?.[name as keyof TestEnv] }),
    /** Its path, or that of a file in it. */
    pathOf: (name = '') => join(folder, name),
    /** Stops the program after the test. */
    add<Program extends { stop(): Promise<unknown> }>(program: Program): Program {
      programs.push(program)
      return program
    },
  }
}
