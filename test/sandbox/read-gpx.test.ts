import { DOMParser } from '@xmldom/xmldom'
import { describe, expect, test } from 'vitest'
import { GpxError, MOST_GPX_BYTES, readGpx } from '../../sandbox/playground/client/strava/read-gpx.ts'

const parseXml = (text: string) => new DOMParser({ onError: () => {} }).parseFromString(text, 'application/xml')

const gpx = (inside: string, attributes = 'xmlns="http://www.topografix.com/GPX/1/1"') =>
  `<?xml version="1.0"?><gpx version="1.1" creator="a test" ${attributes}>${inside}</gpx>`

const point = (lat: unknown, lon: unknown, inside = '') => `<trkpt lat="${lat}" lon="${lon}">${inside}</trkpt>`
const two = point(46, 7) + point(46.001, 7)
const track = (inside: string) => `<trk><trkseg>${inside}</trkseg></trk>`
const bare = [
  { lat: 46, lng: 7, elevation: undefined },
  { lat: 46.001, lng: 7, elevation: undefined },
]

describe('a GPX file', () => {
  test.each([
    ['with positions only', gpx(track(two)), bare],
    ['of version 1.0', gpx(track(two), 'xmlns="http://www.topografix.com/GPX/1/0"'), bare],
    ['without a namespace', gpx(track(two), ''), bare],
    [
      'with prefixes',
      gpx(track(two), 'xmlns="urn:x"')
        .replaceAll(/<(\/?)(gpx|trk\w*)/g, '<$1g:$2')
        .replace('xmlns=', 'xmlns:g='),
      bare,
    ],
    ['with a route and no track', gpx(`<rte>${two.replaceAll('trkpt', 'rtept')}</rte>`), bare],
    [
      'with two segments, which are joined',
      gpx(`<trk><trkseg>${point(46, 7)}</trkseg><trkseg>${point(46.001, 7)}</trkseg></trk>`),
      bare,
    ],
    [
      'with elevations and times',
      gpx(
        track(
          point(46, 7, '<ele>401.5</ele><time>2026-11-01T08:00:00Z</time>') +
            point(46.001, 7, '<ele>403</ele><time>2026-11-01T08:00:30.500Z</time>'),
        ),
      ),
      [
        { lat: 46, lng: 7, elevation: 401.5, seconds: 0 },
        { lat: 46.001, lng: 7, elevation: 403, seconds: 30.5 },
      ],
    ],
    [
      'with an invalid elevation and time',
      gpx(track(point(46, 7, '<ele>high</ele><time>soon</time>') + point(46.001, 7))),
      bare,
    ],
  ])('%s is read', (_, text, expected) => {
    expect(readGpx(text, parseXml).track).toEqual(expected)
  })

  test('gives its track a name', () => {
    const named = gpx(
      `<metadata><name>the file</name></metadata><trk><name> Round the lake </name><trkseg>${two}</trkseg></trk>`,
    )
    expect(readGpx(named, parseXml).name).toBe('Round the lake')
    expect(readGpx(gpx(track(two)), parseXml)).not.toHaveProperty('name')
  })

  test.each([
    ['that is not XML', 'hello', 'This file isn’t valid XML, so it can’t be a GPX file.'],
    ['that is empty', '', 'This file isn’t valid XML, so it can’t be a GPX file.'],
    ['that is truncated', gpx(track(two)).slice(0, -20), 'This file isn’t valid XML, so it can’t be a GPX file.'],
    ['in another format', '<kml></kml>', 'This file isn’t a GPX file.'],
    ['with waypoints only', gpx('<wpt lat="46" lon="7"/>'), 'This GPX file has no track with at least two points.'],
    ['with one point', gpx(track(point(46, 7))), 'This GPX file has no track with at least two points.'],
    [
      'with a point off the globe',
      gpx(track(point(46, 7) + point(96, 7))),
      'Point 2 of the track has no valid position.',
    ],
    [
      'with a point without a position',
      gpx(track(`<trkpt/>${point(46, 7)}`)),
      'Point 1 of the track has no valid position.',
    ],
    [
      'with too many points',
      gpx(track(point(46, 7).repeat(20_001))),
      'This track has 20001 points; 20000 is the maximum here.',
    ],
    ['that is too large', ' '.repeat(MOST_GPX_BYTES + 1), 'This file is larger than 5 MB.'],
  ])('%s is rejected with a clear message', (_, text, message) => {
    expect(() => readGpx(text, parseXml)).toThrow(new GpxError(message))
  })
})
