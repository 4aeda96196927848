import type { RecordedPoint } from '../../../strava/recorded-track.ts'
import { MOST_TRACK_POINTS } from '../../strava-protocol.ts'

export const MOST_GPX_BYTES = 5 * 1024 * 1024

/** Why a file can't be used, in a sentence. */
export class GpxError extends Error {}

export interface GpxTrack {
  name?: string
  track: RecordedPoint[]
}

/** The part of the DOM that the parser needs. */
interface XmlElement {
  localName: string | null
  textContent: string | null
  getAttribute(name: string): string | null
  getElementsByTagNameNS(namespace: string, name: string): Iterable<XmlElement>
}

interface XmlDocument extends Pick<XmlElement, 'getElementsByTagNameNS'> {
  documentElement: XmlElement | null
}

type ParseXml = (text: string) => XmlDocument

/** Finds elements by local name, in any namespace. */
const within = (node: Pick<XmlElement, 'getElementsByTagNameNS'>, name: string) => [
  ...node.getElementsByTagNameNS('*', name),
]

const textOf = (node: XmlElement, name: string) => within(node, name)[0]?.textContent?.trim()

function toNumber(text: string | null | undefined): number | undefined {
  const value = text ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

function parse(text: string, parseXml: ParseXml): XmlDocument {
  let document: XmlDocument | undefined
  try {
    document = parseXml(text)
  } catch {
    // Some parsers throw; browsers return a document with a parse error.
  }
  if (!document?.documentElement || within(document, 'parsererror').length > 0) {
    throw new GpxError('This file isn’t valid XML, so it can’t be a GPX file.')
  }
  if (document.documentElement.localName !== 'gpx') throw new GpxError('This file isn’t a GPX file.')
  return document
}

function toPoint(node: XmlElement, index: number): RecordedPoint & { at: number | undefined } {
  const [lat, lng] = [toNumber(node.getAttribute('lat')), toNumber(node.getAttribute('lon'))]
  if (lat === undefined || lng === undefined || Math.abs(lat) > 90 || Math.abs(lng) > 180) {
    throw new GpxError(`Point ${index + 1} of the track has no valid position.`)
  }
  const at = Date.parse(textOf(node, 'time') ?? '')
  return { lat, lng, elevation: toNumber(textOf(node, 'ele')), at: Number.isNaN(at) ? undefined : at }
}

/** Reads the track or route of a GPX file, with elevations and times if the file has them. Throws a GpxError. */
export function readGpx(text: string, parseXml: ParseXml): GpxTrack {
  if (text.length > MOST_GPX_BYTES) throw new GpxError('This file is larger than 5 MB.')
  const document = parse(text, parseXml)
  const tracked = within(document, 'trkpt')
  const nodes = tracked.length > 0 ? tracked : within(document, 'rtept')
  if (nodes.length < 2) throw new GpxError('This GPX file has no track with at least two points.')
  if (nodes.length > MOST_TRACK_POINTS) {
    throw new GpxError(`This track has ${nodes.length} points; ${MOST_TRACK_POINTS} is the maximum here.`)
  }
  const points = nodes.map(toPoint)
  const start = points[0]?.at
  const track = points.map(({ at, ...point }) =>
    at === undefined || start === undefined || at < start ? point : { ...point, seconds: (at - start) / 1000 },
  )
  const parent = within(document, 'trk')[0] ?? within(document, 'rte')[0]
  const name = parent && textOf(parent, 'name')
  return { ...(name ? { name: name.slice(0, 255) } : {}), track }
}
