import { describe, expect, test } from 'vitest'
import { parsePhoto } from '../../src/strava/parse-photo.ts'
import { isPhotoUrl } from '../../src/strava/photos.ts'

const SMALL = 'https://dgtzuqphqg23d.cloudfront.net/invented-128x96.jpg'
const LARGE = 'https://dgtzuqphqg23d.cloudfront.net/invented-768x576.jpg'
const PLACEHOLDER = 'https://d3nn82uaxijpm6.cloudfront.net/assets/media/placeholder-photo@4x-13b0.png'

describe('the photo of an activity', () => {
  test.each<[string, Parameters<typeof parsePhoto>[0], string | undefined]>([
    ['is the largest picture', { photos: { primary: { media_type: 1, urls: { '100': SMALL, '600': LARGE } } } }, LARGE],
    ['may have no type', { photos: { primary: { urls: { '600': LARGE } } } }, LARGE],
    ['is not a video', { photos: { primary: { media_type: 2, urls: { '600': LARGE } } } }, undefined],
    ['is not a placeholder', { photos: { primary: { urls: { '1800': PLACEHOLDER } } } }, undefined],
    ['may have no URL', { photos: { primary: { urls: {} } } }, undefined],
    ['may have an invalid URL', { photos: { primary: { urls: { '600': 7 } } } }, undefined],
    ['may be missing', { photos: { primary: null } }, undefined],
    ['may be missing in lists', {}, undefined],
  ])('%s', (_, sent, expected) => {
    expect(parsePhoto(sent)).toBe(expected)
  })
})

describe('a photo is fetched', () => {
  const STRAVA = 'https://www.strava.com/api/v3'
  test.each([
    ['from the CDN that serves them', LARGE, STRAVA, true],
    ['from Strava', 'https://www.strava.com/photo.jpg', STRAVA, true],
    [
      'from the Strava server that the operator set',
      'http://127.0.0.1:4000/photos/1.jpg',
      'http://127.0.0.1:4000/api/v3',
      true,
    ],
    ['not from another program on that machine', 'http://127.0.0.1:4001/1.jpg', 'http://127.0.0.1:4000/api/v3', false],
    ['not from this machine', 'https://127.0.0.1/1.jpg', STRAVA, false],
    ['not without encryption', 'http://dgtzuqphqg23d.cloudfront.net/1.jpg', STRAVA, false],
    ['not from another port', 'https://dgtzuqphqg23d.cloudfront.net:8443/1.jpg', STRAVA, false],
    ['not from elsewhere', 'https://photos.example.org/1.jpg', STRAVA, false],
    ['not from a host name that only starts the same', 'https://cloudfront.net.example.org/1.jpg', STRAVA, false],
    ['not from a host name that only ends the same', 'https://notstrava.com/1.jpg', STRAVA, false],
    ['not from a file', 'file:///etc/hostname', STRAVA, false],
    ['not from a data URL', 'data:image/png;base64,AAAA', STRAVA, false],
    ['not from an invalid URL', 'photo.jpg', STRAVA, false],
  ])('%s', (_, url, apiUrl, expected) => {
    expect(isPhotoUrl(url, apiUrl)).toBe(expected)
  })
})
