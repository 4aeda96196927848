import type { HILLS } from './drawn-track.ts'

const RIVER = 'M-10 330C80 300 120 340 200 300S300 190 380 205s110-60 150-120 60-70 120-95'

/** Streets in a town by the river, and roads around the hills. */
const STREETS = [
  'M215 140h170M215 175h150M225 215h95M240 120v140M285 110v110M330 105v105M370 120v70',
  'M215 140C150 190 60 190-10 230M385 140C450 150 470 210 650 190M240 260C250 330 330 350 330 410',
  'M330 105C320 60 340 30 350-10M320 300C400 330 420 380 520 385S620 340 650 350',
]

const RINGS = [0.3, 0.75, 1.2, 1.7]

/** An invented map: hills with contour lines, a river, a lake, woods and streets. */
export function InventedGround({ hills }: { hills: typeof HILLS }) {
  return (
    <g class="ground">
      <rect class="meadow" width="640" height="400" />
      {hills.map(({ x, y, width }) => (
        <g key={x}>
          {RINGS.toReversed().map((ring) => (
            <circle key={ring} class="contour" cx={x} cy={y} r={width * ring} />
          ))}
          <path class="peak" d={`M${x - 6} ${y + 4}l6-11 6 11z`} />
        </g>
      ))}
      <ellipse class="wood" cx="80" cy="255" rx="55" ry="30" />
      <ellipse class="wood" cx="430" cy="85" rx="48" ry="34" />
      <ellipse class="wood" cx="300" cy="360" rx="60" ry="22" />
      <path class="river" d={RIVER} />
      <ellipse class="lake" cx="205" cy="305" rx="46" ry="24" />
      {STREETS.map((street) => (
        <path key={street} class="street-edge" d={street} />
      ))}
      {STREETS.map((street) => (
        <path key={street} class="street" d={street} />
      ))}
    </g>
  )
}
