import { commonColour } from '../../core/sport.ts'
import type { StatsCard } from '../../core/stats-card.ts'
import type { Units } from '../../core/units.ts'
import { toWeeksChart } from '../../core/weekly-chart.ts'
import type { MessageImage } from '../../discord/reply.ts'
import { weeksMessage, weekTicks } from '../../i18n/chart-texts.ts'
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
  const color = commonColour(card.sports.map(({ sportType }) => sportType))
  const draw = async () => {
    const image = await context.images.weeks({
      weeks: chart.mondays.map((monday) => translator.shortDay(monday)),
      series: [{ color, values: chart.values }],
      axis: { low, high, ticks: weekTicks(chart, translator) },
    })
    return { ...image, alt: weeksMessage(chart) }
  }
  return (await renderOptionalImage('weeks', context, draw)) ?? []
}
