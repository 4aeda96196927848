import type { PlaygroundWorld } from '../playground-world.ts'
import type { Entities, LogLineView, ProgramFiguresView, TraceView } from '../protocol.ts'
import { followProgramLog, type ProgramLine } from './program-log.ts'
import { watchMetrics } from './program-metrics.ts'
import { collectFacts } from './sandbox-facts.ts'
import { createTraceGroups } from './trace-groups.ts'
import { toTrace } from './trace-view.ts'

/** The number of latest log lines on the page, in addition to those of the traces. */
const LINES_SHOWN = 200

export type FollowedProgram = ReturnType<typeof followProgram>

/** The program's traces, log lines and figures, from its log and metrics. */
export function followProgram(world: PlaygroundWorld) {
  const { program, publicUrl, environment } = world
  const listeners = new Set<() => void>()
  const groups = createTraceGroups()
  const traces = new Map<string, TraceView>()
  const views = new WeakMap<ProgramLine, LogLineView>()
  let newest: ProgramLine[] = []
  let figures: ProgramFiguresView | undefined
  const notify = () => {
    for (const listener of listeners) listener()
  }

  /** Returns the same object for the same line, so that lines can be compared by identity. */
  function viewLine(line: ProgramLine): LogLineView {
    const { id, at, level, msg, fields } = line
    const known = views.get(line) ?? { id: String(id), at, level, msg, fields }
    views.set(line, known)
    return known
  }

  const metrics = watchMetrics(world, (latest) => {
    figures = latest
    notify()
  })
  const log =
    program &&
    followProgramLog(program.logPath, (lines) => {
      newest = [...newest, ...lines].slice(-LINES_SHOWN)
      for (const group of groups.add(lines))
        traces.set(group.id, toTrace(group, collectFacts(environment, group.lines)))
      const kept = new Set(groups.all().map(({ id }) => id))
      for (const id of traces.keys()) if (!kept.has(id)) traces.delete(id)
      metrics.askSoon()
      notify()
    })

  return {
    onChange(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Call while a page is open. Returns a function that ends it. */
    watch: metrics.watch,
    view(): Pick<Entities, 'trace' | 'logLine' | 'program'> {
      const lines = new Set([...groups.all().flatMap((group) => group.lines), ...newest])
      return {
        trace: Object.fromEntries(traces),
        logLine: Object.fromEntries([...lines].map((line) => [String(line.id), viewLine(line)])),
        program: {
          program: {
            url: publicUrl(),
            isOwn: program !== undefined,
            isOnline: environment.discord.isBotOnline(),
            figures,
          },
        },
      }
    },
    close: async () => log?.close(),
  }
}
