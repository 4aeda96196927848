import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type ActivityInput,
  type AthleteHandle,
  activityFixtures,
  athleteFixtures,
  createStrava,
  recentActivities,
  type StravaActivity,
  type StravaSandbox,
} from '../../sandbox/strava/index.ts'

const noon = Date.parse('2026-11-20T12:00:00Z')
let clock = noon
let strava: StravaSandbox
let mira: AthleteHandle
let token = ''

async function tokenWith(scope: string, athlete = mira) {
  const fields = { client_id: '4711', client_secret: 's', grant_type: 'refresh_token' }
  const body = new URLSearchParams({ ...fields, refresh_token: athlete.issueRefreshToken(scope) })
  const answer = await fetch(`${strava.oauthUrl}/token`, { method: 'POST', body })
  return ((await answer.json()) as { access_token: string }).access_token
}

beforeEach(async () => {
  clock = noon
  strava = await createStrava({ clientId: '4711', clientSecret: 's', now: () => clock, graceMs: 0 })
  mira = strava.addAthlete(athleteFixtures.mira)
  token = await tokenWith('read,activity:read')
})
afterEach(() => strava.close())

const get = (path: string, bearer = token) =>
  fetch(`${strava.apiUrl}${path}`, { headers: { authorization: `Bearer ${bearer}` } })
const json = async <T = StravaActivity>(path: string, bearer = token) => (await (await get(path, bearer)).json()) as T
const names = async (path: string, bearer = token) => (await json<StravaActivity[]>(path, bearer)).map((a) => a.name)
const limits = (answer: Response) =>
  ['limit', 'usage'].flatMap((limitKind) =>
    ['x-ratelimit', 'x-readratelimit'].map((b) => answer.headers.get(`${b}-${limitKind}`)),
  )

function createRides(...ridden: ActivityInput[]) {
  return recentActivities(ridden, clock).map((activity) => mira.createActivity(activity))
}

test('the list is newest first, or oldest first with `after`, and ends with an empty page', async () => {
  createRides({ name: 'C' }, { name: 'B' }, { name: 'A' })
  expect(await names('/athlete/activities')).toEqual(['C', 'B', 'A'])
  expect(await names('/athlete/activities?after=0')).toEqual(['A', 'B', 'C'])
  expect(await names('/athlete/activities?per_page=2&page=2')).toEqual(['A'])
  expect(await names('/athlete/activities?per_page=2&page=3')).toEqual([])
  expect(await names(`/athlete/activities?before=${noon / 1000 - 86_400}`)).toEqual(['B', 'A'])
})

test('a page can be shorter than requested without being the last', async () => {
  createRides({ name: 'C' }, { name: 'B' }, { name: 'A' })
  strava.shortenPages()
  expect(await names('/athlete/activities?per_page=3')).toEqual(['C', 'B'])
  expect(await names('/athlete/activities?per_page=3&page=2')).toEqual(['A'])
})

test('more than 200 per page is rejected and causes a complaint', async () => {
  expect((await get('/athlete/activities?per_page=201')).status).toBe(400)
  expect(strava.complaints).toEqual([expect.stringContaining('per_page has to be 1 to 200')])
})

test('Only You activities need activity:read_all, in the list and in the detail', async () => {
  const [secret] = createRides(activityFixtures.onlyMe, activityFixtures.followersOnly)
  expect(await names('/athlete/activities')).toEqual(['Among friends'])
  expect((await get(`/activities/${secret?.id}`)).status).toBe(404)
  const all = await tokenWith('read,activity:read_all')
  expect(await names('/athlete/activities', all)).toEqual(['Nobody shall know', 'Among friends'])
  expect(await json(`/activities/${secret?.id}`, all)).toMatchObject({ visibility: 'only_me', private: true })
})

test('a missing scope answers 401 and names the permission', async () => {
  const answer = await get('/athlete/activities', await tokenWith('read'))
  expect(answer.status).toBe(401)
  expect(await answer.json()).toEqual({
    message: 'Authorization Error',
    errors: [{ resource: 'AccessToken', field: 'activity:read_permission', code: 'missing' }],
  })
})

test('the detailed activity has fields that the list does not', async () => {
  const [run] = createRides(activityFixtures.run)
  const only = ['description', 'calories', 'stats_visibility', 'hide_from_home', 'laps', 'splits_metric']
  const [item] = await json<StravaActivity[]>('/athlete/activities')
  const detail = await json(`/activities/${run?.id}`)
  for (const field of [...only, 'best_efforts', 'gear']) {
    expect(item).not.toHaveProperty(field)
    expect(detail).toHaveProperty(field)
  }
  expect(item?.map).not.toHaveProperty('polyline')
  expect(detail.map.polyline).not.toBe('')
  expect([item?.resource_state, detail.resource_state]).toEqual([2, 3])
  for (const activity of [item, detail]) expect(activity?.device_name).toBe('Sandbox Watch 3')
})

test('stats_visibility lists what can be hidden, except the start time', async () => {
  const [run, weights] = createRides(activityFixtures.run, activityFixtures.weights)
  const listed = async (id = '') => (await json(`/activities/${id}`)).stats_visibility.map(({ type }) => type)
  expect(await listed(run?.id)).toEqual(['heart_rate', 'pace', 'power', 'speed', 'calories'])
  expect(await listed(weights?.id)).toEqual(['heart_rate', 'pace', 'power', 'speed', 'calories', 'weight_lifted'])
})

test('only runs, walks, hikes and rides have splits; other sports do not even have the key', async () => {
  const { run, walk, hike, gravel, virtualRide, swim, kayak, yoga, alpineSki, manual } = activityFixtures
  const keysOf = async (input: ActivityInput) => {
    const [activity] = createRides(input)
    const detail = await json(`/activities/${activity?.id}`)
    return Object.keys(detail).filter((key) => /^splits_|^laps$|^best_efforts$/.test(key))
  }
  const splits = ['splits_metric', 'splits_standard']
  expect(await keysOf(run)).toEqual([...splits, 'laps', 'best_efforts'])
  for (const input of [walk, hike, gravel, virtualRide]) expect(await keysOf(input)).toEqual([...splits, 'laps'])
  for (const input of [swim, kayak, alpineSki]) expect(await keysOf(input)).toEqual(['laps'])
  for (const input of [yoga, activityFixtures.weights, manual]) expect(await keysOf(input)).toEqual([])
})

test('laps have the values that the device recorded, and splits have no watts', async () => {
  const [run, ride, powered] = createRides(activityFixtures.run, activityFixtures.ride, activityFixtures.virtualRide)
  const detailOf = (id = '') => json(`/activities/${id}`)
  const { laps, splits_metric } = await detailOf(run?.id)
  expect(laps).toHaveLength(9)
  const counted = { average_cadence: 83.6, max_heartrate: 171 }
  expect(laps?.[0]).toMatchObject({ distance: 1000, lap_index: 1, device_watts: true, ...counted })
  expect(laps?.[0]?.average_watts).toBeGreaterThan(0)
  for (const split of splits_metric ?? []) expect(split).not.toHaveProperty('average_watts')
  expect(laps?.at(-1)).toMatchObject({ distance: 41.2, lap_index: 9 })
  expect((await detailOf(ride?.id)).laps?.[0]).toMatchObject({ device_watts: false })
  expect((await detailOf(ride?.id)).laps?.[0]).not.toHaveProperty('average_watts')
  expect((await detailOf(powered?.id)).laps?.[0]).toMatchObject({ device_watts: true, average_watts: 212.4 })
})

test('splits and laps differ from each other, and add up to the activity', async () => {
  const [run] = createRides(activityFixtures.run)
  const { laps = [], splits_metric: splits = [], ...whole } = await json(`/activities/${run?.id}`)
  for (const parts of [laps, splits]) {
    const secondsOf = parts.map((part) => Number(part.moving_time))
    expect(new Set(secondsOf).size).toBeGreaterThan(5)
    expect(secondsOf.reduce((sum, seconds) => sum + seconds, 0)).toBe(whole.moving_time)
    const heartRates = parts.map((part) => Number(part.average_heartrate))
    expect(heartRates[0]).toBeLessThan(heartRates.at(-1) ?? 0)
    expect(Math.max(...heartRates)).toBeLessThanOrEqual(whole.max_heartrate ?? 0)
  }
  const climbed = splits.reduce((sum, split) => sum + Number(split.elevation_difference), 0)
  expect(Math.abs(climbed)).toBeLessThan(10)
})

test('a pool counts as a trainer, open water and virtual rides do not', async () => {
  const [pool, lake, virtual] = createRides(
    activityFixtures.swim,
    { ...activityFixtures.swim, gps: true },
    activityFixtures.virtualRide,
  )
  expect([pool, lake, virtual].map((swim) => swim?.activity.trainer)).toEqual([true, false, false])
})

test('the average speed of a race on foot uses the elapsed time', async () => {
  const run: ActivityInput = { sport_type: 'Run', distance: 10_000, moving_time: 2500, elapsed_time: 4000 }
  const [race, training, ride] = createRides(
    { ...run, workout_type: 1 },
    { ...run, workout_type: 0 },
    { ...run, sport_type: 'Ride', workout_type: 11 },
  )
  expect([race, training, ride].map((item) => item?.activity.average_speed)).toEqual([2.5, 4, 4])
})

test('activities can have ranks, photos, similar activities and descriptions, but no gear nickname', async () => {
  const [run, hike] = createRides(activityFixtures.run, activityFixtures.hike)
  const detail = await json(`/activities/${run?.id}`)
  expect(detail.best_efforts?.map(({ name, pr_rank }) => [name, pr_rank])).toEqual([
    ['400m', null],
    ['1K', null],
    ['1 mile', 3],
    ['5K', 1],
  ])
  expect(detail).toMatchObject({
    description: 'Fog, and one heron.',
    gear: { name: 'Invented Shoes', nickname: null },
    similar_activities: { effort_count: 4, pr_rank: 2 },
    photos: { primary: null, count: 0 },
  })
  expect(await json(`/activities/${hike?.id}`)).toMatchObject({
    photos: { primary: { media_type: 1 }, use_primary_photo: true, count: 3 },
  })
})

test('a photo is an invented picture, served without a token and not counted as a call', async () => {
  const [hike] = createRides(activityFixtures.hike)
  const before = strava.usage()
  const { photos } = (await json(`/activities/${hike?.id}`)) as unknown as { photos: { primary: { urls: object } } }
  expect(Object.keys(photos.primary.urls)).toEqual(['100', '600'])
  for (const url of Object.values(photos.primary.urls)) {
    const response = await fetch(url)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(Buffer.from(await response.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  }
  expect(strava.usage().read[0] - before.read[0]).toBe(1)
})

test('an activity that is deleted, not mine or not ready yet answers 404 without a body', async () => {
  const joost = strava.addAthlete(athleteFixtures.joost)
  const [late, dead] = createRides({ name: 'late' }, { name: 'dead' })
  const joostActivity = joost.createActivity({ name: 'theirs' })
  dead?.delete()
  late?.failNextReads(1)
  for (const id of [dead?.id, joostActivity.id, late?.id, '1']) {
    const answer = await get(`/activities/${id}`)
    expect([answer.status, await answer.text()]).toEqual([404, ''])
  }
  expect((await get(`/activities/${late?.id}`)).status).toBe(200)
})

test('a corrupted activity always answers 500', async () => {
  const [ride] = createRides({ name: 'broken' })
  ride?.breakReads()
  const answer = await get(`/activities/${ride?.id}`)
  expect([answer.status, await answer.json()]).toEqual([500, { message: 'error' }])
})

test('the fixtures have every oddity of real data', async () => {
  createRides(...Object.values(activityFixtures))
  const list = await json<StravaActivity[]>('/athlete/activities?per_page=200')
  const named = (name: string) => list.find((item) => item.name === name)
  const raw = JSON.stringify(list)
  expect(named('July in the city')).toMatchObject({
    start_date: '2026-07-12T09:30:00Z',
    start_date_local: '2026-07-12T05:30:00Z',
    timezone: '(GMT-05:00) America/New_York',
    utc_offset: -14_400,
  })
  expect(named('Some time today')?.start_date_local).toMatch(/T00:00:01Z$/)
  expect(named('One hour, no metres')).toMatchObject({ distance: 0, start_latlng: [], map: { summary_polyline: '' } })
  expect(named('Watch was flat')).toMatchObject({ upload_id: null, map: { summary_polyline: '' } })
  expect(named('Watch was flat')).toMatchObject({ has_heartrate: false, max_speed: 0 })
  for (const field of ['device_name', 'upload_id_str', 'average_cadence', 'average_heartrate', 'elev_high'])
    expect(named('Watch was flat')).not.toHaveProperty(field)
  expect(named('Old recording')).not.toHaveProperty('elev_high')
  expect(named('Old recording')).not.toHaveProperty('average_heartrate')
  expect(named('Strap slipped')).toMatchObject({ average_heartrate: null })
  expect(named('Over the saddle')).toMatchObject({ type: 'Run', sport_type: 'TrailRun', workout_type: 0 })
  expect(named('Round the invented lake')).toMatchObject({ workout_type: 10 })
  expect(named('Lengths')).not.toHaveProperty('workout_type')
  expect(list.filter((item) => item.name === undefined || item.name === '')).toHaveLength(2)
  expect(list.filter((item) => (item.name?.length ?? 0) >= 300)).toHaveLength(1)
  expect(list.every((item) => Number.isInteger(item.id) && item.location_city === null)).toBe(true)
  expect(named('A sport from yesterday')).toMatchObject({ type: 'Workout', sport_type: 'UnderwaterHockey' })
  expect(raw).not.toContain('only_me')
})

test('streams are returned for the keys that exist, and a manual entry has none', async () => {
  const [ride, manual] = createRides(activityFixtures.ride, activityFixtures.manual)
  const streams = await json<Record<string, { data: unknown[] }>>(
    `/activities/${ride?.id}/streams?keys=time,latlng,watts&key_by_type=true`,
  )
  expect(Object.keys(streams)).toEqual(['time', 'latlng'])
  expect(streams.latlng?.data[0]).toEqual(ride?.activity.start_latlng)
  const none = await get(`/activities/${manual?.id}/streams?keys=time&key_by_type=true`)
  expect([none.status, await none.json()]).toEqual([404, { message: 'Resource Not Found', errors: [] }])
  expect(await (await get('/activities/1/streams?keys=time')).text()).toBe('')
})

test('streams, track and summary of an activity agree, each time', async () => {
  const [run] = createRides(activityFixtures.run)
  const address = `/activities/${run?.id}/streams?keys=time,distance,latlng,altitude,heartrate&key_by_type=true`
  const streams = await json<Record<string, { data: number[] }>>(address)
  expect(await json(address)).toEqual(streams)
  const { time, distance, latlng, altitude, heartrate } = streams
  expect(new Set([time, distance, latlng, altitude, heartrate].map((stream) => stream?.data.length)).size).toBe(1)
  const { elapsed_time, distance: meters, elev_high = 0, elev_low = 0, max_heartrate } = run?.activity ?? {}
  expect([time?.data.at(-1), distance?.data.at(-1)]).toEqual([elapsed_time, meters])
  expect(time?.data).toEqual(time?.data.toSorted((a, b) => a - b))
  expect(Math.max(...(altitude?.data ?? []))).toBeCloseTo(elev_high, 0)
  expect(Math.min(...(altitude?.data ?? []))).toBeCloseTo(elev_low, 0)
  expect(Math.max(...(heartrate?.data ?? []))).toBeLessThanOrEqual((max_heartrate ?? 0) + 1)
})

test('athlete stats count only public activities, and only the athlete can read them', async () => {
  createRides(
    { sport_type: 'Ride', distance: 1000 },
    { sport_type: 'Ride', distance: 500, visibility: 'followers_only' },
  )
  expect(await json(`/athletes/${mira.id}/stats`)).toMatchObject({ recent_ride_totals: { count: 1, distance: 1000 } })
  expect((await get('/athletes/1/stats')).status).toBe(403)
})

test('the club endpoints are gone, and requesting them causes a complaint', async () => {
  for (const part of ['activities', 'members', 'admins']) expect((await get(`/clubs/1/${part}`)).status).toBe(404)
  expect(strava.complaints).toHaveLength(3)
})

test('every response has limits and usage; a 429 has them in both its forms and counts as well', async () => {
  strava.setLimits({ read: [2, 1000] })
  expect(limits(await get('/athlete'))).toEqual(['200,2000', '2,1000', '1,1', '1,1'])
  await get('/activities/1')
  const refused = await get('/athlete')
  expect(refused.status).toBe(429)
  expect(limits(refused)).toEqual(['200,2000', '2,1000', '3,3', '3,3'])
  expect(refused.headers.has('retry-after')).toBe(false)
  expect(await refused.json()).toEqual({
    message: 'Rate Limit Exceeded',
    errors: [{ resource: 'Application', field: 'overall rate limit', code: 'exceeded' }],
  })
  expect(strava.complaints).toEqual([])
  const again = await get('/athlete')
  expect(await again.json()).toEqual({
    errors: 'Rate Limit Exceeded',
    status: 429,
    message: 'Too Many Requests',
  })
  expect(strava.complaints).toEqual([expect.stringContaining('this window is full')])
  clock += 900_000
  expect((await get('/athlete')).status).toBe(200)
  expect(strava.usage().read).toEqual([1, 5])
  clock += 12 * 3_600_000
  expect(strava.usage().read).toEqual([0, 0])
})

test('calls are rejected in a window that another program used up, and accepted in the next', async () => {
  strava.exhaustRateLimit()
  const refused = await get('/athlete')
  expect([refused.status, limits(refused)]).toEqual([429, ['200,2000', '100,1000', '201,1', '101,1']])
  clock += 900_000
  expect((await get('/athlete')).status).toBe(200)
})

test('a used-up daily limit rejects calls until midnight UTC, even in a new quarter hour', async () => {
  strava.setLimits({ read: [100, 1] })
  await get('/athlete')
  expect((await get('/athlete')).status).toBe(429)
  clock += 900_000
  expect((await get('/athlete')).status).toBe(429)
  expect(strava.complaints).toHaveLength(1)
  clock += 11.75 * 3_600_000
  expect((await get('/athlete', await tokenWith('read'))).status).toBe(200)
})

test('a hidden start stays on its own day when the activity is renamed', async () => {
  const run = mira.createActivity({ start_date: '2026-11-19T23:30:00Z', hidden_start_time: true })
  run.rename('Night')
  expect((await json(`/activities/${run.id}`)).start_date_local).toBe('2026-11-20T00:00:01Z')
})

test('without the owner’s subscription, API calls answer 403 Inactive and refreshing still works', async () => {
  strava.deactivateApplication()
  const answer = await get('/athlete')
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ errors: [{ field: 'Status', code: 'Inactive' }] })
  expect(await tokenWith('read')).toMatch(/^fake-access-/)
  strava.activateApplication()
  expect((await get('/athlete')).status).toBe(200)
})

test('Strava can go down in four ways and come back', async () => {
  strava.startOutage()
  expect((await get('/athlete')).status).toBe(503)
  strava.startOutage('html')
  expect((await get('/athlete')).headers.get('content-type')).toContain('text/html')
  strava.startOutage('drop')
  await expect(get('/athlete')).rejects.toThrow()
  strava.startOutage('hang')
  const before = strava.requests.length
  const hungRequest = get('/athlete').catch(() => 'ended')
  await strava.waitForRequest(() => strava.requests.length > before, 'the hanging call')
  strava.endOutage()
  expect((await get('/athlete')).status).toBe(200)
  expect(strava.complaints).toEqual([])
  await strava.close()
  expect(await hungRequest).toBe('ended')
})

test('a share of the calls fails at random in one of the given ways, until failures are cleared', async () => {
  const randomValues = [0.1, 0, 0.9, 0.1, 0.99]
  const random = () => randomValues.shift() ?? 1
  strava.failRandomly(0.5, ['503', '500'], { kind: 'read', random })
  expect(await tokenWith('read')).toMatch(/^fake-access-/)
  const statuses = [await get('/athlete'), await get('/athlete'), await get('/athlete')].map(({ status }) => status)
  expect(statuses).toEqual([503, 200, 500])
  strava.failNext(1, '503')
  strava.clearFailures()
  strava.failNext(1, '503')()
  expect((await get('/athlete')).status).toBe(200)
  expect(strava.complaints).toEqual([])
})

test('planned failures hit only the given kind of request, as often as planned', async () => {
  strava.failNext(1, '500', { kind: 'read' })
  strava.failNext(1, '429', { kind: 'read' })
  expect(await tokenWith('read')).toMatch(/^fake-access-/)
  expect((await get('/athlete')).status).toBe(500)
  const refused = await get('/athlete')
  expect([refused.status, refused.headers.get('x-readratelimit-usage')]).toEqual([429, '100,0'])
  expect(strava.complaints).toEqual([])
  expect((await get('/athlete')).status).toBe(200)
  expect(strava.complaints).toHaveLength(1)
})
