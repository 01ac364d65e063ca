import { describe, expect, it } from 'vitest'
import { calibrationOf } from '../../../src/core/evaluation/calibration.ts'
import { rankingOf } from '../../../src/core/evaluation/ranking.ts'

describe('a ranking', () => {
  it.each([
    // scores, undone, first n, precision at first n, area, average precision
    [[3, 2, 1, 0], [1, 0, 1, 0], 2, 0.5, 0.75, (1 + 2 / 3) / 2],
    [[0, 1, 2, 3], [0, 1, 0, 1], 2, 0.5, 0.75, (1 + 2 / 3) / 2],
    [[3, 2, 1, 0], [1, 1, 0, 0], 2, 1, 1, 1],
    [[3, 2, 1, 0], [0, 0, 1, 1], 2, 0, 0, (1 / 3 + 2 / 4) / 2],
    [[1, 1, 1, 1], [1, 0, 1, 0], 2, 0.5, 0.5, 0.5],
    [[2, 1, 1, 0], [0, 1, 0, 0], 2, 0.25, 0.5, 1 / 3],
    [[2, 1], [1, 0], 1000, 0.5, 1, 1],
  ])('of %j undone %j: the first %i are %f right, area %f, average precision %f', (...row) => {
    const [scores, undone, first, precision, auc, averagePrecision] = row
    const ranking = rankingOf(Int32Array.from(scores), Uint8Array.from(undone), first)
    expect(ranking.precisionAtFirst).toBeCloseTo(precision, 12)
    expect(ranking.auc).toBeCloseTo(auc, 12)
    expect(ranking.averagePrecision).toBeCloseTo(averagePrecision, 12)
    expect(ranking).toMatchObject({ count: scores.length, undone: undone.filter((is) => is === 1).length })
  })

  it('of a hundred changes has the area that counting all pairs by hand has', () => {
    const scores = Int32Array.from({ length: 100 }, (_, i) => (i * 37) % 23)
    const undone = Uint8Array.from({ length: 100 }, (_, i) => ((i * 53) % 7 === 0 ? 1 : 0))
    let [won, pairs] = [0, 0]
    for (const [a, hit] of undone.entries()) {
      for (const [b, other] of undone.entries()) {
        if (hit === 0 || other === 1) continue
        pairs += 1
        won += scores[a]! > scores[b]! ? 1 : scores[a] === scores[b] ? 0.5 : 0
      }
    }
    expect(rankingOf(scores, undone).auc).toBeCloseTo(won / pairs, 12)
  })

  it('says nothing where nothing was undone', () => {
    const { auc, averagePrecision } = rankingOf(Int32Array.of(1, 2), Uint8Array.of(0, 0))
    expect([auc, averagePrecision]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('calibration', () => {
  it.each([
    // [points, changes, undone]...
    [
      'points that mean what they say',
      [
        [0, 100, 50],
        [1, 300, 200],
      ],
      1,
      0,
    ],
    [
      'points that are too shy by half',
      [
        [0, 100, 50],
        [1, 500, 400],
      ],
      2,
      0,
    ],
    [
      'points that exaggerate twofold',
      [
        [0, 200, 100],
        [2, 300, 200],
      ],
      0.5,
      0,
    ],
    [
      'points that are one too high all along',
      [
        [1, 200, 100],
        [2, 300, 200],
      ],
      1,
      -Math.LN2,
    ],
    [
      'points that say the contrary',
      [
        [0, 300, 200],
        [1, 200, 100],
      ],
      -1,
      Math.LN2,
    ],
  ])('of %s', (_says, groups, slope, intercept) => {
    const calibration = calibrationOf(...spread(groups))
    expect(calibration.slope).toBeCloseTo(slope, 8)
    expect(calibration.intercept).toBeCloseTo(intercept, 8)
  })

  it('shows what the points say beside what was seen, and keeps equal suspicions in one bin', () => {
    const { bins } = calibrationOf(
      ...spread([
        [-1, 500, 100],
        [1, 500, 300],
      ]),
    )
    expect(bins).toHaveLength(2)
    expect(bins[0]).toMatchObject({ count: 500, suspicionCentiMin: -100, suspicionCentiMax: -100, seen: 0.2 })
    expect(bins[0]!.said).toBeCloseTo(1 / 3, 10)
    expect(bins[0]!.fitted).toBeCloseTo(0.2, 8)
    expect(bins[1]!.said).toBeCloseTo(2 / 3, 10)
    expect(bins[1]!.seen).toBe(0.6)
  })

  it('has ten bins of equal size where suspicions differ', () => {
    const suspicions = Int32Array.from({ length: 1000 }, (_, i) => i)
    const { bins } = calibrationOf(
      suspicions,
      Uint8Array.from(suspicions, (i) => i % 2),
    )
    expect(bins.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 100))
    expect(bins.map(({ suspicionCentiMin }) => suspicionCentiMin)).toEqual([
      0, 100, 200, 300, 400, 500, 600, 700, 800, 900,
    ])
  })

  it.each([
    [
      'nothing was undone',
      [
        [0, 10, 0],
        [1, 10, 0],
      ],
    ],
    ['all suspicions are the same', [[1, 10, 5]]],
    [
      'suspicion parts them without a fault',
      [
        [0, 10, 0],
        [1, 10, 10],
      ],
    ],
  ])('has no slope where %s', (_says, groups) => {
    expect(calibrationOf(...spread(groups)).slope).toBeNaN()
  })
})

function spread(groups: readonly (readonly number[])[]): [Int32Array, Uint8Array] {
  const rows = groups.flatMap(([points = 0, count = 0, undone = 0]) =>
    Array.from({ length: count }, (_, i) => [100 * points, i < undone ? 1 : 0] as const),
  )
  return [Int32Array.from(rows, ([centi]) => centi), Uint8Array.from(rows, ([, is]) => is)]
}
