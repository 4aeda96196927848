import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LatLng, lineLength, type ProjectedPoint, project, simplify } from '../../../src/core/geo/projection.ts'

describe('a projected route', () => {
  test('shows a kilometre to the north and one to the east equally long', () => {
    const degree = 1000 / 111_195
    const line: LatLng[] = [
      [60, 10],
      [60 + degree, 10],
      [60 + degree, 10 + 2 * degree],
    ]
    const plane = project([line])
    expect(plane.width).toBeCloseTo(1000, -1)
    expect(plane.height).toBeCloseTo(1000, -1)
    expect(lineLength(line)).toBeCloseTo(2000, -1)
    // North is up: the line goes up and then to the right.
    expect(plane.lines[0]?.map(([x, y]) => [Math.round(x / 100), Math.round(y / 100)])).toEqual([
      [0, 10],
      [0, 0],
      [10, 0],
    ])
  })

  test('shows islands on both sides of the antimeridian side by side', () => {
    const plane = project([
      [
        [-17, 179.99],
        [-17, -179.99],
      ],
      [
        [-17, -179.98],
        [-17, -179.97],
      ],
    ])
    expect(plane.width).toBeCloseTo(0.04 * 111_195 * Math.cos((17 * Math.PI) / 180), -1)
  })

  test('has no extent without lines', () => {
    expect(project([])).toMatchObject({ lines: [], width: 0, height: 0 })
    expect(project([[]])).toMatchObject({ lines: [], width: 0, height: 0 })
  })
})

describe('a simplified line', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }))

  const distanceToSegment = ([x, y]: ProjectedPoint, [ax, ay]: ProjectedPoint, [bx, by]: ProjectedPoint) => {
    let shortest = Infinity
    for (let part = 0; part <= 1; part += 1 / 512) {
      shortest = Math.min(shortest, Math.hypot(ax + (bx - ax) * part - x, ay + (by - ay) * part - y))
    }
    return shortest
  }

  test('keeps both ends, and stays within the tolerance of all points', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 25 }), (line) => {
        const indexes = simplify(line, 20)
        expect(indexes[0]).toBe(0)
        expect(indexes.at(-1)).toBe(line.length - 1)
        for (const [index, vertex] of line.entries()) {
          const next = indexes.findIndex((end) => end >= index)
          const [a, b] = [line[indexes[Math.max(0, next - 1)] ?? 0], line[indexes[next] ?? 0]] as [
            ProjectedPoint,
            ProjectedPoint,
          ]
          expect(distanceToSegment(vertex, a, b)).toBeLessThan(22)
        }
      }),
    )
  })

  test('takes a bounded number of steps per point for a growing zigzag', () => {
    let readCount = 0
    const count = 4000
    const line = Array.from({ length: count }, (_, i) => {
      const point: ProjectedPoint = [i, i % 2 ? i : 0]
      return new Proxy(point, {
        get(target, key) {
          if (key === '0') readCount++
          return Reflect.get(target, key)
        },
      })
    })
    expect(simplify(line, 5).length).toBeGreaterThan(count / 3)
    expect(readCount / count).toBeLessThan(700)
  })

  test('reduces a straight line to two points', () => {
    expect(
      simplify(
        Array.from({ length: 100 }, (_, i) => [i, 2 * i] as const),
        0.5,
      ),
    ).toEqual([0, 99])
  })
})
