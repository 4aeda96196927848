/** One line of the table. */
export interface MeasurementRow {
  label: string
  measured: string
  /** What it is compared with, measured in the same run. */
  comparison?: string
  limit?: string
  /** Whether the limit is kept; not given where there is none. */
  isWithinLimit?: boolean
  /** The same with ten times the work. */
  tenTimesTheWork?: string
}

export interface Measurement {
  /** As `--only` takes it. */
  name: string
  /** `quick`: just enough to see that it works. */
  run(options: { quick: boolean }): Promise<MeasurementRow[]>
}
