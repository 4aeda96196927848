import type { BullMQOtel } from 'bullmq-otel'

/** What a span says. Never ids of people or activities, names, or secrets: they leave the machine. */
export type SpanAttributes = Record<string, string | number>

/** Records how long each piece of work takes, and what led to it. */
export interface Tracing {
  /** Runs the work as a span, inside the one that is running. A rejection ends it as failed. */
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>
  /** Adds to the span that is running. */
  annotate(attributes: SpanAttributes): void
  /** Hands the trace on from whoever adds a job to whoever runs it. */
  queueTelemetry: BullMQOtel | undefined
}

/** Without an endpoint, nothing is recorded. */
export const NO_TRACING: Tracing = {
  span: (_name, _attributes, work) => work(),
  annotate: () => {},
  queueTelemetry: undefined,
}
