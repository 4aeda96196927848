/** `error`: something does not work. `warning`: it works, but not for long, or not for everyone. */
export type Severity = 'error' | 'warning'

/** Something that a check found wrong. More fields say what it is about; none holds a secret or a person's name. */
export interface Finding {
  check: string
  severity: Severity
  kind: string
}

/** For the operator, for each kind of finding: what is wrong, then what to do. */
export type FindingSentences<F extends Finding> = { [K in F['kind']]: (finding: F & { kind: K }) => string }
