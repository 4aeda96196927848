import { UsageError } from '../run-tool.ts'

const ADDRESS = /^(?:https?:\/\/)?(?:www\.)?strava\.com\/activities\/(\d{1,20})(?:[/?#].*)?$/i
const SHARED_ADDRESS = /(?:^|\/\/)strava\.app\.link\//i

/** The id of an activity, given as the id or as its address on Strava. */
export function parseActivity(given: string): string {
  const text = given.trim()
  const id = /^\d{1,20}$/.test(text) ? text : ADDRESS.exec(text)?.[1]
  if (id !== undefined) return id
  if (SHARED_ADDRESS.test(text))
    throw new UsageError(
      "The address of Strava's app doesn't hold the activity's id. Open it in a browser, and give the address that the browser then shows: https://www.strava.com/activities/…",
    )
  throw new UsageError(
    'Give the id of an activity, or its address: https://www.strava.com/activities/… On Strava, it is the number in the address of the activity.',
  )
}
