import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import type { Queue } from 'bullmq'

/** The queues as Bull Board reads them. It changes nothing. */
export const createBoardAdapters = (queues: readonly Queue[]) =>
  queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true }))
