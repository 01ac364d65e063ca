/** A schema with everything that an account change needs, and with what foreign ones have besides. */
const optional = (type: unknown) => ['null', type]
const fields = (type: unknown, ...names: string[]) => names.map((name) => ({ name, type }))

export const sampleSchema = {
  type: 'record',
  name: 'AccountChange',
  namespace: 'countermand',
  fields: [
    ...fields('string', 'eventId', 'source', 'action', 'outcome'),
    ...fields('long', 'occurredAt'),
    ...fields(optional('long'), 'requestedAt'),
    ...fields(['null', 'long', 'string'], 'until'),
    ...fields(optional('int'), 'operationSize'),
    {
      name: 'account',
      type: {
        type: 'record',
        name: 'Account',
        fields: [
          ...fields('string', 'id'),
          ...fields(optional('string'), 'handle', 'stateAfter', 'version'),
          ...fields(optional('long'), 'followers', 'createdAt'),
          { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['person', 'service'] } },
          ...fields(optional({ type: 'array', items: 'string' }), 'protectedClass', 'holds'),
        ],
      },
    },
    {
      name: 'actor',
      type: {
        type: 'record',
        name: 'Actor',
        fields: [
          ...fields('string', 'id', 'kind'),
          ...fields(optional('string'), 'role', 'team'),
          ...fields(optional('long'), 'roleSince', 'hiredAt', 'leavesAt', 'accessEndsAt'),
          ...fields(optional('boolean'), 'mfa'),
          // Foreign records may hold a record of their own kind.
          ...fields(optional('Actor'), 'onBehalfOf'),
        ],
      },
    },
    ...fields(optional({ type: 'map', values: 'string' }), 'labels'),
    ...fields({ type: 'array', items: ['null', 'double', 'long'] }, 'numbers'),
    ...fields({ type: 'fixed', name: 'Hash', size: 4 }, 'hash'),
    ...fields('float', 'share'),
    ...fields('bytes', 'raw'),
  ],
} as const

/** The deactivation of 2 November 2017 in it. */
export const sampleChange = {
  eventId: 'evt-000000123456',
  source: 'demo',
  action: 'deactivate',
  outcome: 'done',
  occurredAt: 1_509_656_400_000,
  requestedAt: null,
  until: 'never',
  operationSize: null,
  account: {
    id: 'acct-44000000',
    handle: 'president',
    stateAfter: 'deactivated',
    version: 'v17',
    followers: 44_000_000,
    createdAt: null,
    kind: 'person',
    protectedClass: ['head-of-state'],
    holds: null,
  },
  actor: {
    id: 'staff-17',
    kind: 'contractor',
    role: 'support',
    team: 'trust and safety',
    roleSince: null,
    hiredAt: 1_480_000_000_000,
    leavesAt: 1_509_660_000_000,
    accessEndsAt: null,
    mfa: true,
    onBehalfOf: null,
  },
  labels: { queue: 'élysée', region: 'us' },
  numbers: [{ double: 0.5 }, { long: 7 }, null],
  hash: Buffer.from('c0ffee00', 'hex'),
  share: 0.25,
  raw: Buffer.from('00ff', 'hex'),
}
