/** One row of the table. */
export interface MeasurementRow {
  label: string
  measured: string
  /** The baseline, measured in the same run. */
  comparison?: string
  limit?: string
  /** Whether the limit is met; absent if there is none. */
  isWithinLimit?: boolean
  /** The same measurement with ten times the work. */
  atTenfoldLoad?: string
}

export interface Measurement {
  /** The name for `--only`. */
  name: string
  /** `quick`: just enough to see that it works. */
  run(options: { quick: boolean }): Promise<MeasurementRow[]>
}
