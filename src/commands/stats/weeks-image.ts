import type { StatsCard } from '../../core/stats-card.ts'
import type { Units } from '../../core/units.ts'
import { toWeeksChart } from '../../core/weekly-chart.ts'
import type { MessageImage } from '../../discord/reply.ts'
import { seriesNames, weeksMessage, weekTicks, weekTotals } from '../../i18n/chart-texts.ts'
import { createTranslator } from '../../i18n/translator.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { renderOptionalImage } from '../../jobs/optional-image.ts'

/** A chart of weekly totals; empty if there are fewer than two weeks. */
export async function drawWeeks(
  card: StatsCard,
  units: Units,
  context: JobContext,
  locale: string,
): Promise<MessageImage[]> {
  const chart = toWeeksChart(card, units)
  if (!chart) return []
  const translator = createTranslator(locale)
  const { low, high } = chart.range
  const names = seriesNames(chart, translator)
  const draw = async () => {
    const image = await context.images.weeks({
      weeks: chart.mondays.map((monday) => translator.shortDay(monday)),
      series: chart.series.map(({ colour, values }, index) => ({ color: colour, name: names[index] ?? '', values })),
      axis: { low, high, ticks: weekTicks(chart, translator) },
      totals: weekTotals(chart, translator),
    })
    return { ...image, alt: weeksMessage(chart) }
  }
  return (await renderOptionalImage('weeks', context, draw)) ?? []
}
