import { expect, test } from 'vitest'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { deleteMemberData } from '../../src/jobs/membership/delete-member-data.ts'

test('the posts of a leaving member are queued for deletion before their data is deleted, in case the process dies', async () => {
  const calls: string[] = []
  const deps = {
    pendingDeletions: { enqueue: async () => void calls.push('set aside') },
    queue: { add: async ({ name }: { name: string }) => void calls.push(name) },
    links: { remove: () => Promise.reject(new Error('the process dies')) },
  } as unknown as JobContext
  const link = { userId: '300000000000000001', athleteId: '4711', athleteName: 'Ana', scope: '', linkedAt: 0 }
  await expect(deleteMemberData(link, deps, { keepsPosts: false, reason: 'disconnected' })).rejects.toThrow(
    'the process dies',
  )
  expect(calls).toEqual(['set aside', 'delete-messages'])
})
