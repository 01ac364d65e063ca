import { eachPart, type PartName, type PeerFigures, partNames, partOf } from '../baseline/peer-figures.ts'
import { groupName, type PeerGroup, type PeerKind, peerKinds } from '../baseline/peer-group.ts'
import { type PolicyPeers, policyGroupsMax, policyPeers } from './policy-peers.ts'
import type { Place, PolicyText } from './policy-text.ts'
import { readDay } from './read-day.ts'

/** What is usual among peers, `peers` of a policy; `fit` writes it. */
export function readPeers(yaml: PolicyText, place: Place | undefined): PolicyPeers | undefined {
  if (place === undefined) return undefined
  const given = yaml.entries(place, ['asOf', 'groups'])
  const asOf = readDay(yaml, given, place, 'asOf')
  if (!given.has('groups')) yaml.fault(place, '"groups" is missing')
  const seen = new Set<string>()
  const groups = yaml.items(given.get('groups'), policyGroupsMax).map((item) => {
    const one = readGroup(yaml, item)
    const name = groupName(one.group)
    if (seen.has(name)) yaml.fault(item, `there are two groups of ${name}`)
    seen.add(name)
    return one
  })
  return policyPeers(asOf, groups)
}

function readGroup(yaml: PolicyText, place: Place): PeerFigures {
  const given = yaml.entries(place, ['kind', 'role', 'team', 'acts', ...partNames])
  for (const needed of ['kind', 'acts'] as const) {
    if (!given.has(needed)) yaml.fault(place, `"${needed}" is missing`)
  }
  const group: PeerGroup = {
    kind: yaml.choice<PeerKind>(given.get('kind'), peerKinds, 'unknown'),
    ...(given.has('role') && { role: name(yaml, given.get('role')) }),
    ...(given.has('team') && { team: name(yaml, given.get('team')) }),
  }
  const acts = yaml.number(given.get('acts'), actsMin, actsMin, countMax, 'acts')
  return { group, acts, parts: eachPart((part) => readPart(yaml, given.get(part), part, place)) }
}

/** Fewer acts of a group say nothing of it, live as here. */
const actsMin = 100
const countMax = 1_000_000_000

function name(yaml: PolicyText, place: Place | undefined): string {
  const text = yaml.text(place, '')
  if (place !== undefined && text.length > nameMax) yaml.fault(place, `longer than ${nameMax} characters`)
  return text
}

const nameMax = 200

/** A count that is left out would make everybody's pace a surprise, so each is needed; a share is 0. */
function readPart(
  yaml: PolicyText,
  place: Place | undefined,
  part: PartName,
  group: Place,
): readonly number[] {
  const { names, of } = partOf(part)
  if (place === undefined) {
    if (of === 'count') yaml.fault(group, `"${part}" is missing`)
    return names.map(() => 0)
  }
  const given = yaml.entries(place, names)
  return names.map((one) => {
    const value = given.get(one)
    if (of === 'share') return yaml.number(value, 0, 0, 1, 'share of acts')
    if (value === undefined) yaml.fault(place, `"${one}" is missing`)
    return yaml.number(value, 0, 0, countMax, 'acts')
  })
}
