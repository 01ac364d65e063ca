import type { Alert } from '../../core/decision/alert.ts'
import type { Axis, Bar } from '../../core/decision/assessment.ts'
import { points, signedPoints } from './figures.ts'
import { welcome } from './live-client.ts'
import { barSays } from './words.ts'

/** The bars as an account book: each row a reason, what was seen, what is usual, its points; the sums under a
 *  rule. What does not add up is said, not hidden. */
export function CaseBars({ of: alert, title }: BarsNeeds) {
  const sum = (axis: Axis) => sumOf(alert.bars.filter((bar) => bar.axis === axis))
  const addsUp = sum('suspicion') === alert.suspicionCenti && sum('stakes') === alert.stakesCenti
  const longest = Math.max(100, ...alert.bars.map((bar) => Math.abs(bar.pointsCenti)))
  return (
    <section class="bars" aria-labelledby="bars-title">
      <h3 id="bars-title">{title}</h3>
      <Calibration policy={alert.policy} />
      <table>
        <thead>
          <tr>
            <th scope="col">reason</th>
            <th scope="col">seen</th>
            <th scope="col">usual</th>
            <th scope="col" class="number" colSpan={2}>
              points
            </th>
          </tr>
        </thead>
        <AxisRows axis="suspicion" bars={alert.bars} longest={longest} sum={alert.suspicionCenti} />
        <AxisRows axis="stakes" bars={alert.bars} longest={longest} sum={alert.stakesCenti} />
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              score
            </th>
            <td class="number total-score">{points(alert.scoreCenti)}</td>
          </tr>
        </tfoot>
      </table>
      {!addsUp && (
        <p class="trouble">These rows do not add up to the score. Do not rely on this alert alone.</p>
      )}
    </section>
  )
}

interface BarsNeeds {
  readonly of: Pick<Alert, 'bars' | 'suspicionCenti' | 'stakesCenti' | 'scoreCenti' | 'policy'>
  readonly title: string
}

/** What a point is worth. The page was told of one policy, when it connected; an alert may be by another. */
function Calibration({ policy }: { readonly policy: string }) {
  const lines = welcome.value?.lines
  if (lines === undefined) return null
  return (
    <p class="quiet">
      {policy === lines.policy
        ? `Points, ${lines.calibration}.`
        : `Points by policy ${policy}; how that was calibrated is not known here.`}
    </p>
  )
}

interface AxisRowsNeeds {
  readonly axis: Axis
  readonly bars: readonly Bar[]
  readonly longest: number
  readonly sum: number
}

function AxisRows({ axis, bars, longest, sum }: AxisRowsNeeds) {
  return (
    <tbody>
      {bars
        .filter((bar) => bar.axis === axis)
        .map((bar) => (
          <tr key={bar.name} class={bar.unknown ? 'unknown' : ''}>
            <th scope="row">{barSays(bar.name)}</th>
            <td>{bar.observed}</td>
            <td class="quiet">{bar.expected}</td>
            <td class="length">
              <svg viewBox="-34 0 92 10" width="92" height="10" aria-hidden="true">
                <BarLength of={bar.pointsCenti} longest={longest} />
              </svg>
            </td>
            <td class="number">{bar.unknown ? 'unknown' : signedPoints(bar.pointsCenti)}</td>
          </tr>
        ))}
      <tr class="sum">
        <th scope="row" colSpan={4}>
          {axis}
        </th>
        <td class="number">{points(sum)}</td>
      </tr>
    </tbody>
  )
}

function BarLength({ of, longest }: { readonly of: number; readonly longest: number }) {
  const length = Math.min(of < 0 ? lessPixelsMax : morePixelsMax, (Math.abs(of) / longest) * morePixelsMax)
  return <rect class={of < 0 ? 'less' : 'more'} x={of < 0 ? -length : 0} y="2" width={length} height="6" />
}

/** Most evidence speaks against routine, so the right is the longer side. */
const morePixelsMax = 56
const lessPixelsMax = 33

function sumOf(bars: readonly Bar[]): number {
  return bars.reduce((sum, bar) => sum + bar.pointsCenti, 0)
}
