import { join } from 'node:path'
import type { Config } from '../config.ts'
import { openHeadPlace, openHeadTopic } from '../edges/audit/head-places.ts'
import { openSigningKey } from '../edges/audit/signing-key.ts'
import type { Plan } from '../plan.ts'
import type { Audit, Happening } from '../ports/audit.ts'
import type { Clock } from '../ports/clock.ts'
import { EdgeError } from '../ports/edge-error.ts'
import type { Notify } from '../ports/notice.ts'
import { type AuditSeals, startAuditSeals } from '../roles/audit-seals.ts'
import type { Edges } from './edges.ts'

/** From here on heads are signed over the record; that the program started stands in it before anything is done,
 *  and that it stopped after everything is. */
export async function openRecord(
  { config, policyPath, withDemo }: Plan,
  edges: Edges,
  opened: AsyncDisposableStack,
): Promise<Pick<AuditSeals, 'failed' | 'troubles'>> {
  const { audit, clock, notice, log } = edges
  const place = await openHeadPlace(headPathOf(config))
  const seals = startAuditSeals({
    audit,
    signer: await openSigningKey(join(config.data, 'audit.key'), config.auditKey),
    places: [place, ...(config.auditHeadsTopic ? [openHeadTopic(log)] : [])],
    clock,
    notice,
  })
  opened.defer(() => seals.stop())
  const about = {
    roles: config.roles.join(','),
    demo: withDemo,
    policy: edges.policy.current().id,
    policyPath,
  }
  await audit.record([{ deed: 'started', at: clock.now(), after: about }])
  opened.defer(() => recordOrSay(edges, [{ deed: 'stopped', at: clock.now() }]))
  return seals
}

export function headPathOf(config: Config): string {
  return config.auditHeads || join(config.data, 'audit-heads.ndjson')
}

/** Every notice of a policy that came into force, or was refused, is also an entry. */
export function recordingPolicies(notice: Notify, audit: Audit, clock: Clock): Notify {
  const needs = { audit, notice }
  return (said) => {
    notice(said)
    const at = clock.now()
    if (said.kind === 'PolicyLoaded') {
      const after = { policy: said.policy, path: said.path }
      void recordOrSay(needs, [{ deed: 'policy-loaded', at, after }])
    } else if (said.kind === 'PolicyRefused') {
      const after = { path: said.path, faults: said.faults.length }
      void recordOrSay(needs, [{ deed: 'policy-refused', at, after }])
    }
  }
}

/** For what has happened already and cannot be held back until it is recorded. */
async function recordOrSay(
  { audit, notice }: { readonly audit: Audit; readonly notice: Notify },
  happenings: readonly Happening[],
): Promise<void> {
  try {
    await audit.record(happenings)
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause
    notice({ kind: 'AuditTrouble', what: `${happenings[0]?.deed} cannot be recorded`, cause })
  }
}
