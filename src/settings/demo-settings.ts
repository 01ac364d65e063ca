import { ways } from '../core/change/platform-spec.ts'

/** Settings of the simulated platform. */
export const demoSettings = [
  {
    key: 'demo',
    env: 'COUNTERMAND_DEMO',
    kind: 'choice',
    unit: '',
    choices: ['auto', 'on', 'off'],
    default: 'auto',
    why: 'The simulated platform. `auto`: on while no Kafka broker is named.',
  },
  {
    key: 'demoPlatform',
    env: 'COUNTERMAND_DEMO_PLATFORM',
    kind: 'choice',
    unit: '',
    choices: ['versioned', 'plain', 'plain-late'],
    default: 'versioned',
    why: 'Accounts with versions and calls with keys; or only a log; or that, and a worker that hides again what was restored too early.',
  },
  {
    key: 'demoRate',
    env: 'COUNTERMAND_DEMO_RATE',
    kind: 'integer',
    unit: 'changes a second',
    default: 20,
    min: 1,
    max: 2_000,
    why: 'Most of them by automations; people act at a believable pace whatever the rate.',
  },
  {
    key: 'demoSeed',
    env: 'COUNTERMAND_DEMO_SEED',
    kind: 'integer',
    unit: 'seed',
    default: 2017,
    min: 0,
    max: 2_147_483_647,
    why: 'The same seed makes the same staff, accounts and past.',
  },
  {
    key: 'demoWay',
    env: 'COUNTERMAND_DEMO_WAY',
    kind: 'choice',
    unit: '',
    default: 'http',
    choices: [...ways],
    why: 'How commands reach the simulated platform: a call for each, all to one address, or signed on a topic.',
  },
] as const
