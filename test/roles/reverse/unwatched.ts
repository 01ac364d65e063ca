import type { MachineWatch } from '../../../src/roles/machine-watch.ts'

/** Nothing keeps the machine within bounds: for tests of other things. */
export const unwatched: MachineWatch = {
  doubts: () => [],
  alertsRead: () => {},
  moved: () => {},
  unready: () => undefined,
  failed: new Promise<never>(() => {}),
  stop: async () => {},
}

/** No way to the kill switch but the store. */
export const noOtherSwitches = { read: async () => [] }
