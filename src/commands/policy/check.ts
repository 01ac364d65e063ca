import { relative } from 'node:path'
import { groupName } from '../../core/baseline/peer-group.ts'
import { evidenceInForce } from '../../core/evidence/in-force.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { calibrationSays } from '../../core/policy/policy-fit.ts'
import { isPolicy } from '../../core/policy/read-policy.ts'
import { relationsInForce } from '../../core/relate/relate.ts'
import { shippedPolicies } from '../../edges/files/shipped.ts'
import { faultLines, loadPolicy } from '../../edges/policy-file/policy-file.ts'
import { EdgeError } from '../../ports/edge-error.ts'

/** `countermand policy check [FILE…]`: every fault of every file with its line and column, or what a policy
 *  says in short. Without a file: the policies that ship. */
export async function checkPolicies(paths: readonly string[]): Promise<PolicyCheck> {
  const shipped = () => shippedPolicies('.yaml').map((path) => relative('.', path))
  const checks: PolicyCheck[] = []
  for (const path of paths.length === 0 ? shipped() : paths) checks.push(await checkPolicy(path))
  return {
    ok: checks.every(({ ok }) => ok),
    text: checks.map(({ text }) => text).join('\n\n'),
  }
}

async function checkPolicy(path: string): Promise<PolicyCheck> {
  try {
    const read = await loadPolicy(path)
    if (isPolicy(read)) return { ok: true, text: summary(path, read) }
    const count = read.length === 1 ? '1 fault' : `${read.length} faults`
    return { ok: false, text: [...faultLines(path, read), `${count} in ${path}`].join('\n') }
  } catch (error) {
    if (error instanceof EdgeError) return { ok: false, text: error.message }
    throw error
  }
}

export interface PolicyCheck {
  /** Exit 0 if true, else 1. */
  readonly ok: boolean
  /** For people, without a newline at the end. */
  readonly text: string
}

function summary(path: string, policy: Policy): string {
  const tiers = policy.tiers.map(({ name, modes }) => {
    const granted = Object.entries(modes).map(([mode, from]) => `${mode} from ${points(from)}`)
    return `  ${name.padEnd(20)} ${granted.length === 0 ? 'no mode' : granted.join(', ')}`
  })
  const bands = Object.entries(policy.bands).map(([severity, from]) => `${severity} ${points(from)}`)
  return [
    `${path} is a policy: ${policy.id}`,
    `ceiling      ${policy.ceiling}`,
    `points       ${calibrationSays(policy.fitted)}`,
    `severities   ${bands.join(', ')}`,
    `alerts       from suspicion ${points(policy.alertAt.suspicionCenti)} and score ${points(policy.alertAt.scoreCenti)}`,
    'tiers        (suspicion from which a mode is granted)',
    ...tiers,
    `rules        ${listed(policy.rules.map(({ name }) => name))}`,
    `exclusions   ${listed(policy.exclusions.map(({ name }) => name))}`,
    `reasons      ${policy.reasons === undefined ? 'any' : policy.reasons.size}`,
    ...(policy.peers === undefined
      ? []
      : [
          `peers        ${listed(policy.peers.groups.map(({ group }) => groupName(group)))}, as of ${policy.peers.asOf}`,
        ]),
    `evidence     ${listed(evidenceInForce.map(({ name }) => name))}`,
    `relations    ${listed(relationsInForce.map(({ name }) => name))}`,
  ].join('\n')
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}
