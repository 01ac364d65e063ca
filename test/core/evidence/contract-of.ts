import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Claims } from '../../../src/core/evidence/claims.ts'
import type { BarKind, Finding } from '../../../src/core/evidence/finding.ts'

/** What every piece of evidence must keep, and every relation: whatever comes, and above all in the situations that
 *  it is there for. A piece that is silent keeps any promise, so first of all it has to speak. */

/** A piece of evidence, with the ways to look at a change through it. */
export interface Subject<Met> extends Claims {
  readonly name: string
  readonly family: string
  readonly bars: readonly BarKind[]
  /** Its telling situations. */
  readonly telling: readonly Telling<Met>[]
  /** Claims of `risesWith`, each with situations of which only that differs. */
  readonly rises: readonly Rise<Met>[]
  /** Anything that may come at all. */
  readonly anything: fc.Arbitrary<Met>
  find(met: Met): readonly Finding[]
  /** What a finding says; the sight it was found in is made again. */
  says(finding: Finding, met: Met): { readonly observed: string; readonly expected: string }
  /** All that looking could change, as something that can be compared. */
  state(met: Met): unknown
  /** The situation after what is remembered has been through its bytes. */
  restored(met: Met): Met
  /** The situation without the past that it claims to need, and short of it by a hair. */
  cold(met: Met): readonly Met[]
}

export interface Telling<Met> {
  readonly words: string
  readonly drawn: fc.Arbitrary<Met>
}

export interface Rise<Met> {
  readonly claim: string
  /** The row that rises, where others fall with it. */
  readonly bar?: string
  /** Situations of which only the claim differs, from 0, where there is none of it, to 1. */
  readonly drawn: fc.Arbitrary<(level: number) => Met>
}

/** In so large a share of its telling situations a piece may have nothing to say. */
export const silentShareMax = 0.05
const draws = 300
const seed = 20_171_102

export function holdContract<Met>(subjects: readonly Subject<Met>[]): void {
  describe.each(subjects.map((subject) => [subject.name, subject] as const))('%s', (_, subject) => {
    const met = fc.oneof(...subject.telling.map(({ drawn }) => ({ arbitrary: drawn, weight: 4 })), {
      arbitrary: subject.anything,
      weight: 1,
    })
    const { find } = subject

    test.each(subject.telling.map(({ words, drawn }) => [words, drawn] as const))(
      'speaks: %s',
      (__, drawn) => {
        const silent = sampled(drawn).filter((one) => !find(one).some(gives)).length
        expect(silent / draws).toBeLessThanOrEqual(silentShareMax)
      },
    )

    test('has a telling situation for each of its rows', () => {
      const heard = new Set(
        subject.telling.flatMap(({ drawn }) =>
          sampled(drawn)
            .flatMap(find)
            .map(({ bar }) => bar),
        ),
      )
      expect(subject.bars.filter((bar) => !heard.has(bar)).map(({ name }) => name)).toEqual([])
    })

    test('finds the same in the same situation, and changes nothing by looking', () => {
      fc.assert(
        fc.property(met, (one) => {
          const before = structuredClone(subject.state(one))
          const first = find(one)
          expect(find(one)).toEqual(first)
          expect(subject.state(one)).toEqual(before)
        }),
      )
    })

    test('stays within 20 points, in whole hundredths, under its own name and in its own family', () => {
      fc.assert(
        fc.property(met, (one) => {
          for (const finding of find(one)) {
            expect(Number.isInteger(finding.pointsCenti)).toBe(true)
            expect(Math.abs(finding.pointsCenti)).toBeLessThanOrEqual(2_000)
            expect(finding.bar.name).toMatch(new RegExp(`^${subject.name}($|\\.)`, 'u'))
            expect(finding.bar.family).toBe(subject.family)
          }
        }),
      )
    })

    test('says in words whatever it found, and no number in them is missing', () => {
      fc.assert(
        fc.property(met, (one) => {
          for (const finding of find(one)) {
            const { observed, expected } = subject.says(finding, one)
            expect(`${observed} ${expected}`).not.toMatch(/NaN|undefined|Infinity/u)
            expect([observed, expected]).not.toContain('')
          }
        }),
      )
    })

    test('finds the same after what is remembered has been through its bytes', () => {
      fc.assert(
        fc.property(met, (one) => {
          expect(find(subject.restored(one))).toEqual(find(one))
        }),
      )
    })

    const facts = subject.fromFacts ?? []
    test.each(subject.coldUntil === 'facts' ? [] : [subject.coldUntil])('is silent without %s', () => {
      const isFact = ({ bar }: Finding) => facts.includes(bar)
      fc.assert(
        fc.property(met, (one) => {
          for (const cold of subject.cold(one))
            expect(find(cold).filter((found) => !isFact(found))).toEqual([])
        }),
      )
    })

    const needless = subject.coldUntil === 'facts' ? subject.bars : facts
    test.each(needless.length > 0 ? ['no past'] : [])('needs %s for what it reads from facts', () => {
      const heard = new Set(
        subject.telling.flatMap(({ drawn }) =>
          sampled(drawn).flatMap((one) =>
            subject
              .cold(one)
              .slice(0, 1)
              .flatMap(find)
              .map(({ bar }) => bar),
          ),
        ),
      )
      expect(needless.filter((bar) => !heard.has(bar)).map(({ name }) => name)).toEqual([])
    })

    test('claims to rise with what it is tried on', () => {
      expect(subject.rises.map(({ claim }) => claim)).toEqual(subject.risesWith)
    })

    test.each(subject.rises.map((rise) => [rise.claim, rise] as const))(
      'never less with more: %s',
      (__, rise) => {
        const points = (one: Met) =>
          find(one)
            .filter(({ bar }) => rise.bar === undefined || bar.name === rise.bar)
            .reduce((sum, { pointsCenti }) => sum + pointsCenti, 0)
        const level = fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000)
        fc.assert(
          fc.property(rise.drawn, level, level, (at, a, b) => {
            expect(points(at(Math.min(a, b)))).toBeLessThanOrEqual(points(at(Math.max(a, b))))
          }),
        )
        const grows = fc
          .sample(rise.drawn, { numRuns: draws, seed })
          .filter((at) => points(at(0)) < points(at(1)))
        expect(1 - grows.length / draws).toBeLessThanOrEqual(silentShareMax)
      },
    )
  })
}

function sampled<Met>(drawn: fc.Arbitrary<Met>): readonly Met[] {
  return fc.sample(drawn, { numRuns: draws, seed })
}

function gives({ pointsCenti, unknown }: Finding): boolean {
  return pointsCenti !== 0 || unknown
}
