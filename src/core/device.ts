/** Makers whose brand rules want the device named beside the figures (Strava's API policy, 4.4: Garmin). */
const ATTRIBUTED_BRANDS = [/\bgarmin\b/i]

/** The device as Strava sends it, if its maker must be named. */
export const attributedDevice = (device: string | undefined): string | undefined =>
  ATTRIBUTED_BRANDS.some((maker) => maker.test(device ?? '')) ? device : undefined
