import type { ComponentChildren } from 'preact'
import type { Alert } from '../../core/decision/alert.ts'
import { CaseBars } from './case-bars.tsx'
import { CaseOtherwise } from './case-otherwise.tsx'
import { Field } from './field.tsx'
import { points } from './figures.ts'
import { grantedSays } from './words.ts'

/** The account book of one alert; beside it where it fell on the field, and what the policy made of it. */
export function WhyNoticed({ alert }: { readonly alert: Alert }) {
  const { suspicionCenti, stakesCenti, severity } = alert
  const granted = grantedSays(alert)
  const name = alert.change?.account.handle ?? alert.change?.account.id
  const dot = {
    suspicionCenti,
    stakesCenti,
    severity,
    alerted: true,
    ...(name === undefined ? {} : { name }),
  }
  return (
    <div class="account-and-place">
      <div class="book">
        <CaseBars of={alert} title="Why this was noticed" />
        <CaseOtherwise alert={alert} />
      </div>
      <aside class="place">
        <Field only={dot} />
        <p class="quiet">Here is where this one fell, among what happened lately.</p>
        <dl>
          <Fact name="Score">
            {points(suspicionCenti)} + {points(stakesCenti)} = {points(alert.scoreCenti)}
          </Fact>
          {granted !== undefined && <Fact name="Mode">{granted}</Fact>}
          {alert.tier !== '' && <Fact name="Tier">{alert.tier}</Fact>}
          {alert.rules.length > 0 && <Fact name="Rules">{alert.rules.join(', ')}</Fact>}
          {alert.exclusion !== undefined && <Fact name="Excluded">{alert.exclusion}</Fact>}
          {alert.missing.length > 0 && <Fact name="Unknown">{alert.missing.join(', ')}</Fact>}
          {alert.fromTables !== undefined && (
            <Fact name="Not in the event, but in the tables">{alert.fromTables.join(', ')}</Fact>
          )}
          {alert.policy !== '' && <Fact name="Policy">{alert.policy}</Fact>}
        </dl>
        <PlatformLinks alert={alert} />
      </aside>
    </div>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** Into the platform's own tool. Only web addresses: anything else in a link is somebody's trick. */
function PlatformLinks({ alert }: { readonly alert: Alert }) {
  const links = Object.entries(alert.change?.links ?? {}).filter(([, address]) =>
    /^https?:\/\//i.test(address),
  )
  if (links.length === 0) return null
  return (
    <ul class="links">
      {links.map(([what, address]) => (
        <li key={what}>
          <a href={address} target="_blank" rel="noopener noreferrer">
            {what} in the platform’s tool
          </a>
        </li>
      ))}
    </ul>
  )
}
