/** Every action a change can report, and what it does to the person whose account it is.
 *
 *  `restricts` takes something away from the account's owner; `lifts` gives it back; `seizes` can put the
 *  account into other hands; `reads` looks at what is private; `adjusts` is everything else. */
export const effectOf = {
  deactivate: 'restricts',
  suspend: 'restricts',
  lock: 'restricts',
  restrict: 'restricts',
  delete: 'restricts',
  anonymise: 'restricts',
  unverify: 'restricts',
  reactivate: 'lifts',
  unsuspend: 'lifts',
  unlock: 'lifts',
  unrestrict: 'lifts',
  restore: 'lifts',
  verify: 'lifts',
  rename: 'seizes',
  merge: 'seizes',
  'change-email': 'seizes',
  'change-phone': 'seizes',
  'reset-password': 'seizes',
  'enable-mfa': 'adjusts',
  'disable-mfa': 'seizes',
  'grant-role': 'seizes',
  'revoke-role': 'adjusts',
  'export-data': 'reads',
  'view-private': 'reads',
  impersonate: 'seizes',
  other: 'adjusts',
} as const satisfies Record<string, Effect>

export type Effect = 'restricts' | 'lifts' | 'seizes' | 'reads' | 'adjusts'
export type Action = keyof typeof effectOf

export const actions = Object.keys(effectOf) as readonly Action[]
