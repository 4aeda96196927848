import type { Config } from '../config.ts'
import { VERSION } from '../version.ts'

const COLUMN_WIDTH = 'Callback domain:'.length

/** A label and a value as a line in a terminal. */
export const toLine = (label: string, value: string | number): string =>
  `  ${`${label}:`.padEnd(COLUMN_WIDTH)} ${value}`

/** What is known before anything runs. */
export const describeProgram = ({ roles, publicUrl }: Pick<Config, 'roles' | 'publicUrl'>): string =>
  [
    `Domestique ${VERSION}`,
    toLine('Roles', roles.join(', ')),
    toLine('Callback domain', `${new URL(publicUrl).hostname} (set it at https://www.strava.com/settings/api)`),
  ].join('\n')
