import { inject } from 'vitest'

/** In a thread that is kept, no module of the next file may be loaded under the mutant of the last one. Stryker names
 *  its mutant before the modules are loaded where it works while they are, and else right before the tests. */
if (inject('mutantActivation' as never) !== 'static') {
  const stryker: unknown = Reflect.get(globalThis, '__stryker__')
  if (typeof stryker === 'object' && stryker !== null) Reflect.deleteProperty(stryker, 'activeMutant')
}
