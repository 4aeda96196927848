import type { BullMQOtel } from 'bullmq-otel'

/** Attributes of a span. They leave the machine: no ids of people or activities, no names, no secrets. */
export type SpanAttributes = Record<string, string | number>

/** Records spans: how long a piece of work takes, and what caused it. */
export interface Tracing {
  /** Runs the work in a span, as a child of the active span. A rejection sets the span's status to error. */
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>
  /** Adds attributes to the active span. */
  annotate(attributes: SpanAttributes): void
  /** Passes the trace context from the process that adds a job to the worker that runs it. */
  queueTelemetry: BullMQOtel | undefined
}

/** Without an endpoint, nothing is recorded. */
export const NO_TRACING: Tracing = {
  span: (_name, _attributes, work) => work(),
  annotate: () => {},
  queueTelemetry: undefined,
}
