import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until it is so. Fails after the bound with the question it asked. */
export async function until(isSo: () => boolean | Promise<boolean>, msMax = 30_000): Promise<void> {
  const endMs = performance.now() + msMax
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not within ${msMax} ms: ${String(isSo)}`)
    await sleep(5)
  }
}
