import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that mostly wait, for a failover or an expiring lock: their size doesn't show that they are slow. */
const SLOW = ['redis-sentinel', 'roles', 'update', 'backup', 'setup', 'setup-in-terminal', 'gateway-shards', 'greeting']

const isSlow = ({ moduleId }: TestSpecification) => SLOW.some((name) => moduleId.endsWith(`/${name}.test.ts`))

/** Starts these files first. Vitest only knows how long a file takes from an earlier run here, and a slow one at the end would run alone. */
export default class SlowFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}
