import { waitSecondsDefault, waitSecondsMax, waitSecondsMin } from '../reversal/countdown.ts'
import { FoldedMap, FoldedWords } from '../spelling/folded.ts'
import { readCondition } from './expression.ts'
import { mayHoldLater } from './facts.ts'
import {
  type Condition,
  type Exclusion,
  noTier,
  ownTeams,
  type Policy,
  type Rule,
  type Tier,
  type TierRule,
} from './policy.ts'
import { type Place, type PolicyFault, PolicyText } from './policy-text.ts'
import { readApprovers } from './read-approvers.ts'
import { readAsk } from './read-ask.ts'
import { readFit } from './read-fit.ts'
import { readKeepProfiles } from './read-keep-profiles.ts'
import { readBudgets, readContain, readDemotion, readNoReturn } from './read-limits.ts'
import { readPeers } from './read-peers.ts'
import { pointsMax, readAlertAt, readBands, readRemainders } from './read-scale.ts'
import { readWeights } from './read-weights.ts'
import { ruleBar } from './rule-bar.ts'
import { type Mode, modes, type Severity, severities } from './severity.ts'

export type { PolicyFault } from './policy-text.ts'

export const policyCharsMax = 262_144

/** A policy from its YAML, or every fault in it, each with its place and what is allowed there. `hash` is the
 *  hex hash of the text, made by the caller: the core has no cryptography. */
export function readPolicy(text: string, hash: string): Policy | readonly PolicyFault[] {
  if (text.length > policyCharsMax) {
    return [{ line: 1, column: 1, at: '', says: `longer than ${policyCharsMax} characters` }]
  }
  const yaml = new PolicyText(text)
  const parts = yaml.entries(yaml.root, partNames)
  for (const needed of ['ceiling', 'tiers'] as const) {
    if (!parts.has(needed)) yaml.fault(yaml.root, `"${needed}" is missing`)
  }
  const exclusions = named(yaml, parts.get('exclusions'), exclusionsMax, readExclusion)
  const readTiers = named(yaml, parts.get('tiers'), tiersMax, readTier)
  const rules = named(yaml, parts.get('rules'), rulesMax, readRule)
  const tiers = readTiers.map((tier) => ({ ...tier, rules: rulesIn(tier.name, rules) }))
  const policy: Policy = {
    id: hash.slice(0, 12),
    hash,
    ceiling: yaml.choice(parts.get('ceiling'), modes, 'observe'),
    bands: readBands(yaml, parts.get('bands')),
    alertAt: readAlertAt(yaml, parts.get('alertAt')),
    tiers,
    rules,
    rulesOfNone: rulesIn(noTier, rules),
    rulesLaterCenti: mostLater(rules, tiers),
    weights: readWeights(yaml, parts.get('evidence')),
    remainders: readRemainders(yaml, parts.get('families')),
    exclusions,
    claims: claimsOf(exclusions),
    reasons: parts.has('reasons') ? new FoldedWords(yaml.texts(parts.get('reasons'), wordsMax)) : undefined,
    budgets: readBudgets(yaml, parts.get('budgets')),
    contain: readContain(yaml, parts.get('contain')),
    demotion: readDemotion(yaml, parts.get('demotion')),
    noReturn: readNoReturn(yaml, parts.get('noReturn')),
    ownTeam: yaml.choice(parts.get('ownTeam'), ownTeams, 'allow'),
    ask: readAsk(yaml, parts.get('ask')),
    keepProfiles: readKeepProfiles(yaml, parts.get('keepProfiles')),
    peers: readPeers(yaml, parts.get('peers')),
    fitted: readFit(yaml, parts.get('fitted')),
  }
  return yaml.faults.length === 0
    ? policy
    : yaml.faults.toSorted((a, b) => a.line - b.line || a.column - b.column)
}

export function isPolicy(read: Policy | readonly PolicyFault[]): read is Policy {
  return !Array.isArray(read)
}

const partNames = [
  'ceiling',
  'bands',
  'alertAt',
  'tiers',
  'rules',
  'evidence',
  'families',
  'exclusions',
  'reasons',
  'budgets',
  'contain',
  'demotion',
  'noReturn',
  'ownTeam',
  'ask',
  'keepProfiles',
  'peers',
  'fitted',
] as const
const tiersMax = 20
const rulesMax = 100
const exclusionsMax = 50
const wordsMax = 500

function readTier(yaml: PolicyText, place: Place): Omit<Tier, 'rules'> {
  const given = yaml.entries(place, ['name', 'when', 'modes', 'approvers', 'waitSeconds'])
  return {
    name: yaml.text(given.get('name'), ''),
    when: condition(yaml, given.get('when'), place),
    modes: readModes(yaml, given.get('modes')),
    approvers: readApprovers(yaml, given.get('approvers'), 1),
    waitSeconds: Math.round(
      yaml.number(
        given.get('waitSeconds'),
        waitSecondsDefault,
        waitSecondsMin,
        waitSecondsMax,
        'seconds of a countdown',
      ),
    ),
  }
}

/** A mode that may do more must ask for more, or a stricter one would be granted first. */
function readModes(yaml: PolicyText, place: Place | undefined): Tier['modes'] {
  if (place === undefined) return {}
  const given = yaml.entries(place, modes)
  const granted: Partial<Record<Mode, number>> = {}
  let below = Number.NEGATIVE_INFINITY
  for (const mode of modes) {
    const from = given.get(mode)
    if (from === undefined) continue
    const centi = yaml.centi(from, 0, -pointsMax, pointsMax)
    if (centi < below) yaml.fault(from, 'suspicion must not fall from approve to veto to auto')
    granted[mode] = centi
    below = centi
  }
  return granted
}

function readRule(yaml: PolicyText, place: Place): Rule {
  const given = yaml.entries(place, ['name', 'why', 'when', 'severityMin', 'points', 'forbid', 'author'])
  const name = yaml.text(given.get('name'), '')
  const why = needed(yaml, given, place, 'why')
  const severityMin = given.has('severityMin')
    ? yaml.choice<Severity>(given.get('severityMin'), severities, 'info')
    : undefined
  const pointsCenti = yaml.centi(given.get('points'), 0, -pointsMax, pointsMax)
  const forbid = yaml
    .items(given.get('forbid'), modes.length)
    .map((item) => yaml.choice(item, modes, 'observe'))
  if (severityMin === undefined && pointsCenti === 0 && forbid.length === 0) {
    yaml.fault(place, 'a rule needs severityMin, points or forbid')
  }
  const when = condition(yaml, given.get('when'), place)
  const author = given.has('author') ? { author: yaml.text(given.get('author'), '') } : {}
  return { name, why, when, severityMin, pointsCenti, forbid, bar: ruleBar(name, why), ...author }
}

function readExclusion(yaml: PolicyText, place: Place): Exclusion {
  const given = yaml.entries(place, ['name', 'why', 'reasons', 'holds', 'when', 'preserve', 'sealed'])
  const when = given.has('when') ? condition(yaml, given.get('when'), place) : undefined
  if (when !== undefined && /\breason\b/u.test(when.text)) {
    yaml.fault(
      given.get('when') ?? place,
      "may not read reason: that is the actor's own word, list it under reasons",
    )
  }
  const reasons = new FoldedWords(yaml.texts(given.get('reasons'), wordsMax))
  const holds = new FoldedWords(yaml.texts(given.get('holds'), wordsMax))
  if (when === undefined && reasons.size === 0 && holds.size === 0) {
    yaml.fault(place, 'an exclusion needs reasons, holds or when')
  }
  return {
    name: yaml.text(given.get('name'), ''),
    why: needed(yaml, given, place, 'why'),
    reasons,
    holds,
    when,
    preserve: yaml.boolean(given.get('preserve'), true),
    sealed: yaml.boolean(given.get('sealed'), false),
  }
}

function rulesIn(tier: string, rules: readonly Rule[]): readonly TierRule[] {
  return rules.flatMap((rule) => {
    const holds = rule.when.inTier(tier)
    return holds === undefined ? [] : [{ rule, holds }]
  })
}

function mostLater(rules: readonly Rule[], tiers: readonly Tier[]): number {
  const tierMayChange = tiers.some(({ when }) => mayHoldLater(when))
  const later = rules.filter(({ when }) => mayHoldLater(when) || (tierMayChange && when.reads.has('tier')))
  const points = later.map(({ pointsCenti }) => pointsCenti)
  return points.reduce((sum, one) => sum + Math.max(0, one), 0)
}

/** The list decides among several: its first sealed one counts, else its first. */
function claimsOf(exclusions: readonly Exclusion[]): Policy['claims'] {
  const sealedFirst = exclusions.toSorted((one, other) => Number(other.sealed) - Number(one.sealed))
  return new FoldedMap(
    sealedFirst.flatMap((exclusion) => [...exclusion.reasons].map((word) => [word, exclusion] as const)),
  )
}

/** A list of named things, each name once. */
function named<T extends { readonly name: string }>(
  yaml: PolicyText,
  place: Place | undefined,
  itemsMax: number,
  read: (yaml: PolicyText, place: Place) => T,
): T[] {
  const seen = new Set<string>()
  return yaml.items(place, itemsMax).map((item) => {
    const one = read(yaml, item)
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/u.test(one.name)) {
      yaml.fault(item, 'needs a name of small letters, digits and hyphens, such as "last-hour"')
    } else if (seen.has(one.name)) yaml.fault(item, `the name "${one.name}" is taken`)
    seen.add(one.name)
    return one
  })
}

function needed(yaml: PolicyText, given: Map<string, Place>, place: Place, name: string): string {
  if (!given.has(name)) yaml.fault(place, `"${name}" is missing`)
  return yaml.text(given.get(name), '')
}

function condition(yaml: PolicyText, place: Place | undefined, owner: Place): Condition {
  if (place === undefined) {
    yaml.fault(owner, '"when" is missing')
    return never
  }
  const read = readCondition(yaml.text(place, 'false'))
  if (typeof read !== 'string') return read
  yaml.fault(place, read)
  return never
}

const never: Condition = { text: 'false', reads: new Set(), holds: () => false, inTier: () => undefined }
