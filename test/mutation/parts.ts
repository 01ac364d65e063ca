/** A part of the program whose every condition must be held by a test. */
export interface Part {
  readonly mutate: readonly string[]
  /** Only those that concern it, quickest first: a mutant of a table is run against all of them. */
  readonly tests: readonly string[]
  /** Takes hours: run only where it is named. */
  readonly isLong?: true
}

const named = (folder: string, ending: string) => (names: string) =>
  names.split(' ').map((name) => `${folder}/${name}${ending}`)
const core = named('src/core/reversal', '.ts')
const coreTests = named('test/core/reversal', '.test.ts')
const edges = named('src/edges', '.ts')
const edgeTests = named('test/edges', '.test.ts')

export const parts: Readonly<Record<string, Part>> = {
  gates: {
    mutate: [
      ...core('gates account-gate account-log exclusions doubts acting-alone no-return kill-switch'),
      ...core('demotion claim undoing countermeasures platform-faults stood-before'),
    ],
    tests: [
      ...coreTests(
        'gates exclusions account-log guard-log doubts acting-alone no-return kill-switch demotion claim',
      ),
      ...coreTests('undoing countermeasures platform-faults stood-before'),
    ],
  },
  'life-cycle': {
    mutate: [
      ...core('life-cycle life life-steps life-waiting waiting-steps life-raised life-after-intent looking'),
      ...core('countdown noted record restored-parts may-speak said-upon-record taken-back'),
    ],
    tests: [
      ...coreTests('life-cycle life-waiting looking guard-log may-speak record said-upon-record'),
      ...coreTests('countdown noted life-table taken-back told seen-back'),
    ],
  },
  contain: {
    mutate: core('contain may-contain contain-message hand-ties sweep'),
    tests: coreTests('contain hand-ties sweep'),
  },
  // Each test of it has a log, a store and a platform.
  reverse: {
    isLong: true,
    mutate: named('src/roles/reverse', '.ts')('contain send last-look effects instruct raise'),
    tests: named(
      'test/roles/reverse',
      '.test.ts',
    )('cleared raised guard-log marked-since bounds waiting contain restores kill-switch limits'),
  },
  budgets: {
    mutate: [
      ...core('budgets breaker restriction-count second-person'),
      ...edges(
        'store/ledger-limits store/limits store/breaker store/budgets-standing store/demotions store/undoings',
      ),
      ...edges('store/switches'),
    ],
    tests: [
      ...coreTests('breaker budgets demotion second-person'),
      ...edgeTests(
        'store/store-away store/token-race store/limits store/limits-record store/breaker store/ledger store/undoings store/switches',
      ),
    ],
  },
  signature: {
    mutate: [
      ...core('command-message intended'),
      ...edges('platform/signed-command platform/command-key switch-key sealing-key store/preauthorisations'),
    ],
    tests: [
      ...coreTests('command-message intended'),
      ...edgeTests('switch-key platform/command-key platform/signed-command platform/signed-containment'),
      ...edgeTests('store/store-away store/preauthorisations'),
    ],
  },
  ledger: {
    mutate: [
      ...edges('store/ledger store/ledger-instructions store/ledger-intent store/ledger-rows'),
      ...edges('store/ledger-senders store/store-call'),
    ],
    tests: edgeTests('store/store-away store/ledger store/limits store/limits-record'),
  },
}

/** Here every condition decides whether something is done that must not be: nothing may survive. */
export const gateFiles: readonly string[] = [
  ...core('gates account-gate exclusions doubts acting-alone kill-switch claim demotion breaker budgets'),
  ...core('second-person may-speak taken-back intended command-message may-contain account-log undoing'),
  ...core('countermeasures stood-before no-return countdown hand-ties'),
  ...edges('store/ledger-intent store/ledger-limits store/ledger-senders'),
]
