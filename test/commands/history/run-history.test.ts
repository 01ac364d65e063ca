import { describe, expect, it } from 'vitest'
import { type Happened, openRun, type Raised, runHistory } from '../../../src/commands/history/run-history.ts'
import { feedVerdicts } from '../../../src/commands/history/verdict-feed.ts'
import { eachPart, partOf } from '../../../src/core/baseline/peer-figures.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { policyPeers } from '../../../src/core/policy/policy-peers.ts'
import { campaignIdOf } from '../../../src/roles/ids.ts'
import { accounts, changeOf, hourMs, now, nth, shippedPolicy, staff } from '../../core/people.ts'
import { actOf } from '../../roles/relate/accounts-and-hands.ts'

const policy = shippedPolicy('default')

async function ran(changes: readonly AccountChange[], by: Policy = policy): Promise<Happened[]> {
  const all: Happened[] = []
  async function* batches() {
    yield changes.map((change, line) => ({ change, file: 0, line }))
  }
  await runHistory(batches(), { policy: by, neverKnown: new Set() }, (happened) => void all.push(happened))
  return all
}

const alertsOf = (all: readonly Happened[]): Raised[] => all.flatMap(({ alerts }) => [...alerts])
const hands = ['ana', 'ben', 'cem', 'dora', 'eve']

describe('a history with several hands', () => {
  it('raises an alert of relations where others tip a change, and its bars add up', async () => {
    const all = await ran(hands.map((hand, i) => actOf(hand, 'deactivate', i)))
    const raised = alertsOf(all).filter(({ kind }) => kind === 'relation')
    expect(raised.map(({ change }) => change.actor.id)).toEqual(['cem', 'dora', 'eve'])
    const campaign = campaignIdOf('forum', 'account', 'mayor')
    expect(raised.map((one) => one.campaign)).toEqual([campaign, campaign, campaign])
    for (const { assessment, explain } of raised) {
      const { bars, says } = explain()
      expect(bars.reduce((sum, { pointsCenti }) => sum + pointsCenti, 0)).toBe(assessment.scoreCenti)
      expect(says).toMatch(/people act on this account within 10 minutes/u)
    }
  })

  it('counts what others did in the suspicion of every change, alert or none', async () => {
    const all = await ran(hands.map((hand, i) => actOf(hand, 'deactivate', i)))
    // The strongest of a family counts in full and the rest by 0.35: the account's past adds a little.
    expect(all.map(({ relationCenti }) => relationCenti)).toEqual([-20, 20, 214, 421, 421])
    for (const { assessed, step, relationCenti } of all) {
      expect(assessed.suspicionCenti).toBe(step.assessment.suspicionCenti + relationCenti)
    }
  })

  it('knows a colleague who answers an incident: the account of a suspect may be closed', async () => {
    const leaver = { id: 'lee', kind: 'contractor' as const, leavesAt: actOf('lee', 'delete', 40).occurredAt }
    const incident = actOf('lee', 'deactivate', 0, { actor: leaver })
    const answer = (minute: number) =>
      actOf('ana', 'lock', minute, { account: { id: 'lee', kind: 'staff' }, reason: { code: 'other' } })
    const bars = (all: readonly Happened[]) =>
      all.at(-1)?.step.assessment.findings.map(({ bar }) => bar.name) ?? []
    expect(bars(await ran([incident, answer(1)]))).toContain('containment')
    expect(bars(await ran([answer(1)]))).not.toContain('containment')
  })

  it('gives the same alerts twice', async () => {
    const changes = hands.map((hand, i) => actOf(hand, 'deactivate', i))
    const lines = (all: readonly Happened[]) =>
      JSON.stringify(alertsOf(all).map((one) => [one, one.explain()]))
    expect(lines(await ran(changes))).toBe(lines(await ran(changes)))
  })
})

describe('five who collude, six acts each', () => {
  const network = '203.0.113.7'
  /** Every act a victim of its own: no hand and no account stands out by number. */
  const spread = (over: (hand: string) => Partial<AccountChange>) =>
    Array.from({ length: 30 }, (_, i) => {
      const hand = hands[i % 5] ?? ''
      const { account } = actOf(hand, 'deactivate', 0)
      return actOf(hand, 'deactivate', 7 * i, { account: { ...account, id: `victim-${i}` }, ...over(hand) })
    })

  it('are noticed by the 12th act where they share a session, though each comes from it for the first time', async () => {
    const all = await ran(
      spread((hand) => ({
        origin: { network, sessionId: 'shared' },
        // A credential reset minutes before makes the origin of an act odd.
        actor: { id: hand, kind: 'employee', credentialChangedAt: actOf(hand, 'deactivate', -5).occurredAt },
      })),
    )
    const first = all.findIndex(({ alerts }) => alerts.some(({ kind }) => kind === 'relation'))
    expect(first).toBeGreaterThanOrEqual(0)
    expect(first).toBeLessThan(12)
  })

  it('have in the end the suspicion that the gravest of their alerts shows, of whichever cause', async () => {
    const all = await ran(
      spread((hand) => ({
        origin: { network, sessionId: 'shared' },
        actor: { id: hand, kind: 'employee', credentialChangedAt: actOf(hand, 'deactivate', -5).occurredAt },
      })),
    )
    const raised = all.filter(({ alerts }) => alerts.some(({ kind }) => kind === 'relation'))
    expect(raised.map(({ relationCenti }) => relationCenti)).toContain(400)
    expect(raised.map(({ assessed }) => assessed.suspicionCenti)).toEqual(
      raised.map(({ alerts }) => Math.max(...alerts.map(({ assessment }) => assessment.suspicionCenti))),
    )
    expect(new Set(alertsOf(raised).flatMap(({ campaign }) => campaign ?? [])).size).toBe(1)
  })

  it('on one account are noticed by the 12th act too', async () => {
    const one = Array.from({ length: 30 }, (_, i) => actOf(hands[i % 5] ?? '', 'deactivate', 2 * i))
    const first = (await ran(one)).findIndex(({ alerts }) => alerts.some(({ kind }) => kind === 'relation'))
    expect(first).toBeGreaterThanOrEqual(0)
    expect(first).toBeLessThan(12)
  })
})

describe('the first hour of a new installation', () => {
  /** Employees who act once an hour, and hardly ever oftener. */
  const calm = eachPart((part) =>
    partOf(part).names.map(() => (part === 'pace' || part === 'accounts' ? 1 : 0)),
  )
  const taught: Policy = {
    ...policy,
    peers: policyPeers('2016-12-31', [{ group: { kind: 'employee' }, acts: 5_000, parts: calm }]),
  }
  /** Somebody whom nobody has seen before works through a list: 40 accounts in 24 seconds. */
  const list = Array.from({ length: 40 }, (_, i) =>
    actOf('ana', 'suspend', i / 100, { account: { id: `listed-${i}`, kind: 'person', followers: 100 } }),
  )
  const tempoOf = (all: readonly Happened[]) => {
    const told = all.flatMap(({ step: { assessment, sight } }) =>
      assessment.findings
        .filter(({ bar }) => bar.name.startsWith('tempo.'))
        .map((finding) => finding.bar.says(finding, sight).expected),
    )
    return told[0] ?? 'silent'
  }

  it('knows no peers, and so no haste', async () => {
    expect(tempoOf(await ran(list))).toBe('silent')
  })

  it('knows those whom its policy knows, and says since when', async () => {
    expect(tempoOf(await ran(list, taught))).toMatch(/, and employees \(as of 2016-12-31, by the policy\)$/u)
  })
})

describe('verdicts of a history', () => {
  const burst = Array.from({ length: 69 }, (_, i) =>
    changeOf({
      eventId: `burst-${i}`,
      occurredAt: now + i * 2_600,
      account: nth(accounts.headOfState, i),
      action: 'deactivate',
      actor: staff.contractorLastHour,
    }),
  )
  const after = (verdicts: readonly AccountChange[]) => {
    const feed = feedVerdicts(
      verdicts.map(({ eventId }) => ({ eventId, verdict: 'meant' as const, at: now + hourMs })),
    )
    const run = openRun({ policy, neverKnown: new Set(), verdicts: feed })
    for (const change of burst) run.see(change)
    run.see(changeOf({ occurredAt: now + 2 * hourMs, actor: staff.contractorLastHour }))
    return [feed.foundNobody(), feed.notLearnt()]
  }

  it('teach a whole burst in the order of its acts', () => {
    expect(after(burst)).toEqual([0, 0])
  })

  it('find a change that only hindsight raised', async () => {
    const spree = Array.from({ length: 12 }, (_, i) =>
      changeOf({
        eventId: `spree-${i}`,
        occurredAt: now + i * 5_000,
        account: nth(i < 8 ? accounts.neighbour : accounts.headOfState, i),
        action: 'suspend',
        actor: staff.contractorLastHour,
      }),
    )
    const raised = alertsOf(await ran(spree))
    const own = new Set(raised.filter(({ kind }) => kind === 'change').map(({ change }) => change.eventId))
    const only = raised.filter(({ kind, change }) => kind === 'hindsight' && !own.has(change.eventId))
    expect(only.length).toBeGreaterThan(0)
    const feed = feedVerdicts(
      only.map(({ change }) => ({ eventId: change.eventId, verdict: 'not-meant', at: now + hourMs })),
    )
    const run = openRun({ policy, neverKnown: new Set(), verdicts: feed })
    for (const change of spree) run.see(change)
    expect(
      feed
        .until(now + 2 * hourMs)
        .map(({ accountId }) => accountId)
        .toSorted(),
    ).toEqual(only.map(({ change }) => change.account.id).toSorted())
    expect(feed.foundNobody()).toBe(0)
  })

  it('are counted where memory has let go of what they say, and nothing of the burst waits any more', () => {
    expect(after(burst.toReversed())).toEqual([0, 57])
  })
})
