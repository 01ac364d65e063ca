import { type Alteration, type Draw, hour, type Shape, usual } from './shape-parts.ts'

/** What a series does between `row` and the end of its oddity. */
export interface Oddity {
  readonly rows: number
  /** By how far into it a row is, 0 to 1. */
  alterationAt(part: number): Alteration
  /** What is added, in widths of the series' usual band, by how far into it a row is and by the row. */
  readonly liftAt?: (part: number, row: number) => number
  /** The last value repeats. */
  readonly isHeld?: boolean
}

export type MakeOddity = (draw: Draw, shape: Shape, rowsInAll: number) => Oddity

function always(rows: number, alteration: Partial<Alteration>): Oddity {
  return { rows: Math.floor(rows), alterationAt: () => ({ ...usual, ...alteration }) }
}

function lifted(rows: number, liftAt: (part: number, row: number) => number): Oddity {
  return { rows: Math.floor(rows), alterationAt: () => usual, liftAt }
}

function signOf(draw: Draw): number {
  return draw(-1, 1) < 0 ? -1 : 1
}

/** Kinds the detector was built on, small ones and such as nobody would overlook. */
export const developmentOddities: Readonly<Record<string, MakeOddity>> = {
  spike: (draw) => always(draw(1, 4), { plus: draw(4, 15) }),
  'great spike': (draw) => {
    const height = draw(0.6, 4)
    return lifted(draw(1, 6), () => height)
  },
  dip: (draw) => always(draw(1, 6), { times: draw(0, 0.4), plus: -3 }),
  burst: (draw) => always(draw(10, 60), { plus: draw(2.5, 6) }),
  'shift up': (draw, _shape, rows) => always(rows, { plus: draw(1.5, 5) }),
  'shift down': (draw, _shape, rows) => always(rows, { times: draw(0.6, 0.9), plus: -draw(0.5, 3) }),
  'great shift': (draw, _shape, rows) => {
    const height = draw(0.4, 2) * signOf(draw)
    return lifted(rows * draw(0.02, 0.3), () => height)
  },
  'slow drift': (draw, _shape, rows) => {
    const height = draw(0.4, 1.5) * signOf(draw)
    return lifted(rows * draw(0.05, 0.15), (part) => height * part)
  },
  quiet: (draw, _shape, rows) => always(rows * draw(0.01, 0.05), { times: draw(0, 0.3) }),
  'flat line': (draw, _shape, rows) => ({ ...always(rows * draw(0.01, 0.05), {}), isHeld: true }),
  'wilder noise': (draw, _shape, rows) => always(rows * draw(0.01, 0.05), { noise: draw(2, 5) }),
  'stiller noise': (draw, _shape, rows) => always(rows * draw(0.02, 0.06), { noise: draw(0, 0.25) }),
  'day moved': (draw, { stepMs }) => always((24 * hour) / stepMs, { clockMs: draw(6, 18) * hour }),
  'day off': (draw, { stepMs }) =>
    always((24 * hour) / stepMs, { clockMs: draw(0, 2) < 1 ? 72 * hour : 96 * hour, times: draw(0.4, 0.8) }),
}

/** Kinds that nothing was built or chosen on. */
export const heldOutOddities: Readonly<Record<string, MakeOddity>> = {
  'peak that stays away': (draw, { stepMs }) =>
    always((draw(8, 14) * hour) / stepMs, { times: draw(0.3, 0.6) }),
  swinging: (draw, _shape, rows) => {
    const [height, period] = [draw(0.2, 0.6), draw(3, 12)]
    return lifted(rows * draw(0.01, 0.04), (_part, row) => height * Math.sin((2 * Math.PI * row) / period))
  },
  'rise and fall': (draw, _shape, rows) => {
    const height = draw(0.4, 1.5)
    return lifted(rows * draw(0.02, 0.08), (part) => height * Math.min(part, 1 - part) * 2)
  },
  'spikes in a row': (draw) => {
    const [height, every] = [draw(0.5, 2), Math.floor(draw(4, 15))]
    return lifted(draw(30, 120), (_part, row) => (row % every === 0 ? height : 0))
  },
  'shift with wilder noise': (draw, _shape, rows) =>
    always(rows * draw(0.02, 0.2), { plus: draw(1, 4), noise: draw(1.5, 3) }),
  'sudden end of a slow rise': (draw, _shape, rows) => {
    const height = draw(0.3, 1)
    return lifted(rows * draw(0.03, 0.1), (part) => height * part ** 2)
  },
}

/** Whether the kind can be seen at all in a series of this shape: a season can only be moved where there is one. */
export function suits(kind: string, shape: Shape): boolean {
  return shape.isDaily === true || !['day moved', 'day off', 'peak that stays away'].includes(kind)
}
