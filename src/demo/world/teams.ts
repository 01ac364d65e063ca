import type { Action } from '../../core/change/actions.ts'
import type { Target } from './population.ts'

/** How one team works: who is in it, how much they do, and the mix of what they do. The figures are not a
 *  real platform's; they follow what moderation reports and administrator logs have in common: most acts are
 *  few kinds of routine on ordinary accounts, warranted by a report, and few seniors deal with notable ones. */
export interface Team {
  readonly name: string
  readonly employees: number
  readonly contractors: number
  readonly tool: string
  /** Changes an hour of a usual member in the middle of a shift. */
  readonly hourly: number
  /** Works in turns that include weekends, and outside the shift now and then when called. */
  readonly weekends: boolean
  readonly onCall: boolean
  readonly deeds: readonly Deed[]
}

export interface Deed {
  readonly weight: number
  readonly action: Action
  readonly target: Target | 'earlier'
  readonly codes: readonly string[]
  readonly warrant: Warrant
  readonly untilDays?: readonly number[]
  /** Left to those who have done it for long: the others never do it. */
  readonly seniorsOnly?: true
}

/** What stands behind an act: a user's report; a ticket; a ticket with one or two approvals; a request or an
 *  appeal by the owner. */
export type Warrant = 'report' | 'ticket' | 'approved' | 'twice-approved' | 'request' | 'appeal'

const abuse = ['spam', 'spam', 'spam', 'abuse', 'abuse', 'harassment', 'impersonation', 'hateful-conduct']
const compromised = ['compromised-account']

export const teams: readonly Team[] = [
  {
    name: 'support',
    employees: 8,
    contractors: 10,
    tool: 'support-console',
    hourly: 9,
    weekends: true,
    onCall: false,
    deeds: [
      { weight: 30, action: 'lock', target: 'ordinary', codes: compromised, warrant: 'request' },
      { weight: 18, action: 'unlock', target: 'earlier', codes: ['identity-proved'], warrant: 'request' },
      {
        weight: 16,
        action: 'view-private',
        target: 'ordinary',
        codes: ['identity-check'],
        warrant: 'request',
      },
      {
        weight: 14,
        action: 'change-email',
        target: 'ordinary',
        codes: ['owner-request'],
        warrant: 'request',
      },
      {
        weight: 9,
        action: 'reset-password',
        target: 'ordinary',
        codes: ['owner-request'],
        warrant: 'request',
      },
      {
        weight: 14,
        action: 'disable-mfa',
        target: 'ordinary',
        codes: ['lost-device'],
        warrant: 'request',
        seniorsOnly: true,
      },
      { weight: 14, action: 'suspend', target: 'ordinary', codes: abuse, warrant: 'report' },
      {
        weight: 7,
        action: 'deactivate',
        target: 'ordinary',
        codes: ['impersonation', 'abuse'],
        warrant: 'report',
      },
      { weight: 5, action: 'deactivate', target: 'ordinary', codes: ['owner-request'], warrant: 'request' },
      { weight: 1, action: 'lock', target: 'known', codes: compromised, warrant: 'request' },
    ],
  },
  {
    name: 'trust-and-safety',
    employees: 8,
    contractors: 10,
    tool: 'review-queue',
    hourly: 13,
    weekends: true,
    onCall: false,
    deeds: [
      { weight: 55, action: 'suspend', target: 'ordinary', codes: abuse, warrant: 'report' },
      {
        weight: 25,
        action: 'restrict',
        target: 'ordinary',
        codes: abuse,
        warrant: 'report',
        untilDays: [1, 3, 7],
      },
      { weight: 8, action: 'suspend', target: 'young', codes: ['spam', 'ban-evasion'], warrant: 'report' },
      { weight: 3, action: 'lock', target: 'ordinary', codes: compromised, warrant: 'report' },
      { weight: 2, action: 'restrict', target: 'known', codes: abuse, warrant: 'report', untilDays: [1, 3] },
      { weight: 2, action: 'suspend', target: 'known', codes: ['spam', 'impersonation'], warrant: 'report' },
      { weight: 1, action: 'suspend', target: 'ordinary', codes: ['child-safety'], warrant: 'ticket' },
    ],
  },
  {
    name: 'escalations',
    employees: 5,
    contractors: 0,
    tool: 'review-queue',
    hourly: 4,
    weekends: true,
    onCall: true,
    deeds: [
      {
        weight: 12,
        action: 'restrict',
        target: 'notable',
        codes: ['abuse'],
        warrant: 'approved',
        untilDays: [1, 7],
      },
      { weight: 8, action: 'lock', target: 'notable', codes: compromised, warrant: 'approved' },
      {
        weight: 6,
        action: 'suspend',
        target: 'notable',
        codes: ['ban-evasion', 'abuse'],
        warrant: 'twice-approved',
      },
      { weight: 12, action: 'unlock', target: 'earlier', codes: ['identity-proved'], warrant: 'ticket' },
      { weight: 10, action: 'unsuspend', target: 'earlier', codes: ['appeal-granted'], warrant: 'appeal' },
      { weight: 30, action: 'suspend', target: 'known', codes: abuse, warrant: 'ticket' },
      { weight: 20, action: 'restrict', target: 'known', codes: abuse, warrant: 'ticket', untilDays: [1, 7] },
    ],
  },
  {
    name: 'security',
    employees: 5,
    contractors: 0,
    tool: 'security-desk',
    hourly: 4,
    weekends: false,
    onCall: true,
    deeds: [
      { weight: 40, action: 'lock', target: 'ordinary', codes: compromised, warrant: 'ticket' },
      { weight: 10, action: 'lock', target: 'known', codes: compromised, warrant: 'ticket' },
      { weight: 3, action: 'lock', target: 'notable', codes: compromised, warrant: 'approved' },
      { weight: 15, action: 'reset-password', target: 'ordinary', codes: compromised, warrant: 'ticket' },
      { weight: 15, action: 'view-private', target: 'ordinary', codes: ['investigation'], warrant: 'ticket' },
      { weight: 10, action: 'unlock', target: 'earlier', codes: ['identity-proved'], warrant: 'ticket' },
    ],
  },
  {
    name: 'policy',
    employees: 4,
    contractors: 0,
    tool: 'policy-desk',
    hourly: 2,
    weekends: false,
    onCall: false,
    deeds: [
      {
        weight: 20,
        action: 'restrict',
        target: 'known',
        codes: ['court-order'],
        warrant: 'approved',
        untilDays: [30],
      },
      { weight: 4, action: 'restrict', target: 'notable', codes: ['court-order'], warrant: 'twice-approved' },
      {
        weight: 20,
        action: 'suspend',
        target: 'ordinary',
        codes: ['repeat-infringement'],
        warrant: 'ticket',
      },
      { weight: 8, action: 'suspend', target: 'known', codes: ['repeat-infringement'], warrant: 'approved' },
      { weight: 10, action: 'delete', target: 'ordinary', codes: ['erasure-request'], warrant: 'request' },
    ],
  },
  {
    name: 'appeals',
    employees: 4,
    contractors: 2,
    tool: 'appeals-queue',
    // Most appeals are refused, which changes nothing.
    hourly: 2,
    weekends: false,
    onCall: false,
    deeds: [
      { weight: 60, action: 'unsuspend', target: 'earlier', codes: ['appeal-granted'], warrant: 'appeal' },
      { weight: 15, action: 'unrestrict', target: 'earlier', codes: ['appeal-granted'], warrant: 'appeal' },
      { weight: 10, action: 'reactivate', target: 'earlier', codes: ['owner-request'], warrant: 'appeal' },
      { weight: 5, action: 'suspend', target: 'ordinary', codes: ['ban-evasion'], warrant: 'report' },
    ],
  },
  {
    name: 'verification',
    employees: 2,
    contractors: 2,
    tool: 'verification-desk',
    hourly: 5,
    weekends: false,
    onCall: false,
    deeds: [
      { weight: 50, action: 'verify', target: 'known', codes: ['identity-proved'], warrant: 'request' },
      { weight: 10, action: 'verify', target: 'ordinary', codes: ['identity-proved'], warrant: 'request' },
    ],
  },
]

/** The earlier act that an act answers: an appeal a suspension, proof of identity a lock. */
export const answers: Readonly<Partial<Record<Action, Action>>> = {
  unsuspend: 'suspend',
  unrestrict: 'restrict',
  unlock: 'lock',
  reactivate: 'deactivate',
}

export const undoneBy: Readonly<Partial<Record<Action, Action>>> = {
  suspend: 'unsuspend',
  restrict: 'unrestrict',
  lock: 'unlock',
  deactivate: 'reactivate',
}
