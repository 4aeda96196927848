/** Settings of the application in the developer portal. */
export interface ApplicationSettings {
  /** The application's flags; 1 << 19 is the Message Content intent of a small bot. */
  flags: number
  /** Whether an invitation needs an OAuth2 code. */
  requiresCodeGrant: boolean
}

export const DEFAULT_SETTINGS: Readonly<ApplicationSettings> = { flags: 0, requiresCodeGrant: false }
