import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { BullMQOtel } from 'bullmq-otel'
import type { Tracing } from './tracing.ts'

const TRACER_NAME = 'domestique'

/** How long spans are collected before they are sent. Milliseconds. */
const EXPORT_DELAY_MS = 2000

/**
 * Sends spans to an OTLP endpoint over HTTP. Only loaded if an endpoint is set: the packages are large. The provider is
 * registered globally, because bullmq-otel looks it up there.
 */
export function startOpenTelemetry({ endpoint, roles }: { endpoint: string; roles: readonly string[] }): Tracing & {
  stop(): Promise<void>
} {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': TRACER_NAME, 'domestique.roles': roles.join() }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: EXPORT_DELAY_MS })],
  })
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  const tracer = trace.getTracer(TRACER_NAME)

  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await work()
        } catch (error) {
          // An error's message may contain a URL, so only its kind is recorded.
          const { kind, name: type } = error as { kind?: string; name?: string }
          span.setAttribute('error.type', kind ?? type ?? 'unknown')
          span.setStatus({ code: SpanStatusCode.ERROR })
          throw error
        } finally {
          span.end()
        }
      }),
    annotate: (attributes) => void trace.getActiveSpan()?.setAttributes(attributes),
    queueTelemetry: new BullMQOtel({ tracerName: TRACER_NAME }),
    async stop() {
      await provider.shutdown()
      trace.disable()
      context.disable()
      propagation.disable()
    },
  }
}
