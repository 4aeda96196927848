import { expect, test } from 'vitest'
import { parseStreams } from '../../src/strava/parse-streams.ts'

const createStream = (data: unknown[]) => ({
  data,
  series_type: 'distance',
  original_size: data.length,
  resolution: 'high',
})

test.each([
  ['are read unchanged', { distance: createStream([0, 10]), heartrate: createStream([120, 121]) }, [0, 10], [120, 121]],
  ['may have gaps', { distance: createStream([0, 10]), heartrate: createStream([120, null]) }, [0, 10], [120, null]],
  [
    'are left out if their length differs',
    { distance: createStream([0, 10]), heartrate: createStream([120]) },
    [0, 10],
    undefined,
  ],
  ['are left out if they are invalid', { distance: createStream([0, 10]), heartrate: 'fast' }, [0, 10], undefined],
] as const)('streams %s', (_, answer, distance, heartRate) => {
  expect(parseStreams(answer)).toEqual({ distance, heartRate, altitude: undefined, speed: undefined })
})

test.each([
  ['no distance', {}],
  ['a distance with gaps', { distance: createStream([0, null, 10]) }],
  ['a distance that decreases', { distance: createStream([0, 10, 5]) }],
])('%s makes the streams unusable', (_, answer) => {
  expect(parseStreams(answer)).toBeUndefined()
})
