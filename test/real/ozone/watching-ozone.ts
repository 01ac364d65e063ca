import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEdges } from '../../../src/app/edges.ts'
import { openRoles } from '../../../src/app/roles.ts'
import { readConfig } from '../../../src/config.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import { isMapping, loadMapping } from '../../../src/edges/files/mapping-file.ts'
import { schemasFolder } from '../../../src/edges/files/shipped.ts'
import { openHttpPlatform } from '../../../src/edges/platform/http-platform.ts'
import { ownTopics } from '../../../src/ports/topics.ts'
import { reverseDefaults } from '../../../src/roles/reverse/edges.ts'
import { startReverse } from '../../../src/roles/reverse.ts'
import { noOtherSwitches, unwatched } from '../../roles/reverse/unwatched.ts'
import type { Ozone } from './ozone.ts'

/** Countermand as it is started in earnest, beside an Ozone: its shipped mapping with the addresses put in, its
 *  shipped policy with leave to act, tables of staff and accounts as files. Only the console is left out. */
export interface Watching {
  readonly alerts: readonly Alert[]
  readonly reversals: readonly Reversal[]
  /** The last state of the newest reversal of the account since then. */
  last(did: string, since: number): Reversal | undefined
  /** Lets the machine act on the same accounts again, whatever became of what it did. */
  forgetLimits(): Promise<void>
  /** A second installation that acts on the same alerts, by accident. */
  another(): Promise<{ stop(): Promise<void> }>
  unready(): readonly string[]
  stop(): Promise<void>
}

/** `modone` leaves within the hour; `modtwo` has been there for years. */
export async function watchOzone(ozone: Ozone, dids: readonly string[]): Promise<Watching> {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-ozone-'))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const now = Date.now()
  const { modone, modtwo, undobot } = ozone.team
  const year = 365 * 86_400_000
  const staff = [
    { id: modone.did, hiredAt: now - 2 * year, leavesAt: now + 50 * 60_000, accessEndsAt: now + 50 * 60_000 },
    { id: modtwo.did, hiredAt: now - 6 * year },
  ]
  const mapping = await loadMapping(file('ozone.yaml', await mappingFor(ozone)))
  if (!isMapping(mapping)) throw new Error(JSON.stringify(mapping))
  const policyPath = file('policy.yaml', await policyWithLeave())
  const { config, faults } = readConfig({
    environment: {},
    flags: {
      data: folder,
      demo: 'off',
      logLevel: 'silent',
      commitIntervalMs: '100',
      staff: `file:${file('staff.ndjson', lines(staff.map((one) => ({ ...one, validFrom: now - 3 * year }))))}`,
      accounts: `file:${file(
        'accounts.ndjson',
        lines(
          dids.map((id) => ({
            id,
            validFrom: now - 3 * year,
            followers: 44_000_000,
            protectedClass: ['head-of-state'],
          })),
        ),
      )}`,
    },
  })
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  const plan = {
    config: { ...config, roles: ['detect', 'reverse'] as const },
    withDemo: false,
    policyPath,
    mapping,
  }
  const environment = { COUNTERMAND_OZONE_AUTHORIZATION: `Bearer ${undobot.token}` }
  await using opened = new AsyncDisposableStack()
  const edges = await openEdges(plan, opened)
  const alerts: Alert[] = []
  const reversals: Reversal[] = []
  const tail = await edges.log.tail([ownTopics.alerts.name, ownTopics.reversals.name], async (records) => {
    for (const { topic, value } of records) {
      if (value === null) continue
      if (topic === ownTopics.alerts.name) alerts.push(await edges.codecs.alert.decode(value))
      else reversals.push(await edges.codecs.reversal.decode(value))
    }
  })
  opened.defer(() => tail.stop())
  const nobody = { casesMoved() {}, alerts() {}, reversals() {}, changes() {} }
  const roles = await openRoles(plan, edges, nobody, environment, opened)
  const stack = opened.move()
  return {
    alerts,
    reversals,
    last: (did, since) =>
      reversals.findLast(
        ({ accountId, countermeasure, occurredAt }) =>
          accountId === did && countermeasure === 'restore' && occurredAt >= since,
      ),
    async forgetLimits() {
      await edges.database.deleteFrom('cooldowns').execute()
      for (const by of ['ines', 'omar'])
        await edges.limits.closeBreaker({ by, reason: 'the next round', at: edges.clock.now() })
    },
    another: () => {
      const platform = openHttpPlatform(mapping.platform!, edges.clock, environment)
      const log: typeof edges.log = {
        ...edges.log,
        join: (subscription) => edges.log.join({ ...subscription, group: 'countermand.reverse.by-accident' }),
      }
      return startReverse(
        {
          ...edges,
          log,
          platforms: new Map([['ozone', platform]]),
          otherSwitches: noOtherSwitches,
          watch: unwatched,
          suspects: { asOf: () => ({ has: () => false, hadBefore: () => false }) },
        },
        { ...reverseDefaults, ceiling: 'auto' },
      )
    },
    unready: () => roles.all.flatMap((role) => role.unready() ?? []),
    async stop() {
      await stack.disposeAsync()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The mapping that ships, with the addresses of this network in place of its examples. */
async function mappingFor({ appview, ozoneDid, pds, team }: Ozone): Promise<string> {
  const text = await readFile(join(schemasFolder, 'mappings', 'ozone.yaml'), 'utf8')
  return text
    .replaceAll('https://pds.example', pds)
    .replaceAll('https://appview.example', appview)
    .replaceAll('did:web:ozone.example', ozoneDid)
    .replaceAll('did:plc:our-service-account', team.undobot.did)
}

/** The policy that ships, under which a last hour alone on a protected account is enough for the machine. Fifty in a
 *  row by the same hand are unusual in themselves, so the rule weighs more here. */
async function policyWithLeave(): Promise<string> {
  const text = await readFile(join(schemasFolder, 'policies', 'default.yaml'), 'utf8')
  return text
    .replace('ceiling: observe', 'ceiling: auto')
    .replace(/points: 5\n(?=\s+severityMin: critical)/, 'points: 15\n')
    .replace(
      /budgets: \{.*\}/,
      // All of it by one hand under one rule, and every restriction undone: the reserve is what the breaker spares.
      'budgets: { perMinute: 1000, perHour: 10000, perActorPerHour: 10000, perRulePerHour: 10000, protectedReservePerMinute: 900 }',
    )
}

function lines(records: readonly unknown[]): string {
  return `${records.map((record) => JSON.stringify(record)).join('\n')}\n`
}
