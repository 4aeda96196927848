/** One line of the table. */
export interface Row {
  what: string
  measured: string
  /** What it is compared with, measured in the same run. */
  beside?: string
  limit?: string
  /** Whether the limit is kept; not given where there is none. */
  holds?: boolean
  /** The same with ten times the work. */
  tenfold?: string
}

export interface Measurement {
  /** As `--only` takes it. */
  name: string
  /** `quick`: just enough to see that it works. */
  run(options: { quick: boolean }): Promise<Row[]>
}
