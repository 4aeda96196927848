/** Makers whose brand rules require attribution next to the data (Strava API policy, 4.4: Garmin). */
const ATTRIBUTED_BRANDS = [/\bgarmin\b/i]

/** The device name, if it must be attributed. */
export const attributedDevice = (device: string | undefined): string | undefined =>
  ATTRIBUTED_BRANDS.some((maker) => maker.test(device ?? '')) ? device : undefined
