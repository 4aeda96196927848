/** Makers whose brand rules want the device named beside the figures (Strava's API policy, 4.4: Garmin). */
const NAMED_MAKERS = [/\bgarmin\b/i]

/** The device as Strava sends it, if its maker must be named. */
export const namedDevice = (device: string | undefined): string | undefined =>
  NAMED_MAKERS.some((maker) => maker.test(device ?? '')) ? device : undefined
