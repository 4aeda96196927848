import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files in which most of the time passes waiting, so that neither their size nor anything else shows it: a failover, a lock that expires. */
const SLOW = ['redis-sentinel', 'roles', 'update', 'backup', 'setup', 'setup-in-terminal', 'gateway-shards', 'greeting']

const isSlow = ({ moduleId }: TestSpecification) => SLOW.some((name) => moduleId.endsWith(`/${name}.test.ts`))

/** Starts these files first. Vitest knows how long a file takes only from an earlier run here; at the end, one would run alone. */
export default class SlowFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}
