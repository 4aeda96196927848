/** An activity's id, or its page on strava.com or in the app. */
const ACTIVITY_PATTERN = /^(?:(?:https?:\/\/)?(?:www\.|m\.)?strava\.com\/activities\/)?(\d{1,20})(?:[/?#]\S*)?$/i

/** Links to activities that don't contain the id: shared from Strava's app, or from a URL shortener. */
const SHORT_LINK_PATTERN =
  /(?:^|[\s/<(.])(?:[\w-]+\.app\.link|bit\.ly|buff\.ly|goo\.gl|is\.gd|lnkd\.in|ow\.ly|t\.co|tinyurl\.com)(?:[/?#]|$)/i

/** The id of an activity that a person typed as its id or its link; undefined if the text is neither. */
export const parseActivityId = (typed: string): string | undefined =>
  ACTIVITY_PATTERN.exec(typed.trim().replace(/^<(.*)>$/, '$1'))?.[1]

/** Whether a text has a link that may lead to an activity but doesn't hold its id. */
export const isShortLink = (typed: string): boolean => SHORT_LINK_PATTERN.test(typed)

/** Strava's page of an activity: every message about it has this link. */
export const activityUrl = (id: string): string => `https://www.strava.com/activities/${encodeURIComponent(id)}`
