import type { Family } from '../decision/assessment.ts'
import type { BarKind, Finding } from './finding.ts'

/** Adds up the findings of one change, family by family. Everything is integers of hundredths, so the
 *  findings add up to the totals exactly. */
export class Tally {
  readonly findings: Finding[] = []
  suspicionCenti = 0
  stakesCenti = 0
  /** What the family `prior` came to. */
  priorCenti = 0
  /** What it came to with the family `employment`: all that is said of the actor, and nothing of the act. */
  actorCenti = 0
  /** How many times what makes an act odd it came to, before `drift` had its say; 0 where it is not odd. */
  odd = 0
  private strongest = 0
  private positive = 0
  private weakest = 0
  private negative = 0

  give(bar: BarKind, points: number, seen = Number.NaN, usual = Number.NaN): void {
    // As an integer by its kind, too: a double would be an object of its own in every finding.
    const pointsCenti = Math.round(points) | 0
    if (pointsCenti === 0) return
    this.findings.push({ bar, pointsCenti, seen, usual, unknown: false })
    if (bar.axis === 'stakes') {
      this.stakesCenti += pointsCenti
      return
    }
    this.suspicionCenti += pointsCenti
    if (bar.ofActor === true) this.actorCenti += pointsCenti
    if (pointsCenti > 0) {
      this.positive += pointsCenti
      if (pointsCenti > this.strongest) this.strongest = pointsCenti
    } else {
      this.negative += pointsCenti
      if (pointsCenti < this.weakest) this.weakest = pointsCenti
    }
  }

  pointsOf(bar: BarKind): number {
    for (const finding of this.findings) if (finding.bar === bar) return finding.pointsCenti
    return 0
  }

  /** What another tally found, its own joins included: each as it stands. */
  giveAll(findings: readonly Finding[]): void {
    for (const finding of findings) {
      this.findings.push(finding)
      if (finding.bar.axis === 'stakes') this.stakesCenti += finding.pointsCenti
      else this.suspicionCenti += finding.pointsCenti
    }
  }

  /** A fact that nobody knows gives no points, and says so. */
  unknown(bar: BarKind): void {
    this.findings.push({ bar, pointsCenti: 0, seen: Number.NaN, usual: Number.NaN, unknown: true })
  }

  /** Ends a family: what speaks for and what speaks against are each joined as strongest plus a share of
   *  the rest, so that more evidence never counts for less.
   *    remainder 0.35:   +5.00 +0.50 -> +5.18     +2.00 -3.00 -1.00 -> +2.00 -3.35 */
  join(family: Family, remainderCenti: number): void {
    if (family === 'prior') this.priorCenti = this.suspicionCenti
    const rest = this.positive - this.strongest + (this.negative - this.weakest)
    if (rest !== 0 && remainderCenti !== 100) {
      const kept =
        Math.round(((this.positive - this.strongest) * remainderCenti) / 100) +
        Math.round(((this.negative - this.weakest) * remainderCenti) / 100)
      const off = kept - rest
      if (off !== 0) {
        this.findings.push({
          bar: familyBars[family],
          pointsCenti: off,
          seen: rest,
          usual: kept,
          unknown: false,
        })
        this.suspicionCenti += off
      }
    }
    if (family === 'prior' || family === 'employment') this.actorCenti = this.suspicionCenti
    this.strongest = 0
    this.positive = 0
    this.weakest = 0
    this.negative = 0
  }
}

function familyBar(family: Family): BarKind {
  return {
    name: `family.${family}`,
    family,
    axis: 'suspicion',
    says: (finding) => ({
      observed: `such facts come together: of the further ${points(finding.seen)} points ${points(finding.usual)} count`,
      expected: 'the strongest in full, the others in part',
    }),
  }
}

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}

const familyBars: Readonly<Record<Family, BarKind>> = {
  prior: familyBar('prior'),
  employment: familyBar('employment'),
  pace: familyBar('pace'),
  origin: familyBar('origin'),
  warrant: familyBar('warrant'),
  relation: familyBar('relation'),
  stakes: familyBar('stakes'),
  rule: familyBar('rule'),
}
