import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Keeps 50,000 objects at a time of a stream of them, and prints how large the space for new ones has become. */
const streaming = `
  const { getHeapSpaceStatistics } = await import('node:v8')
  const kept = []
  for (let nth = 0; nth < 5_000_000; nth++) kept[nth % 50_000] = { nth, beside: [nth] }
  console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size)
`
const mib = 1024 ** 2

test('the space for new objects stays small under a stream of them, and would not without', async () => {
  const short = `const { keepPausesShort } = await import(${JSON.stringify(new URL('../../src/commands/short-pauses.ts', import.meta.url).href)}); keepPausesShort();`
  const [kept, left] = await Promise.all([spaceAfter(short + streaming), spaceAfter(streaming)])
  expect(kept).toBeLessThanOrEqual(4 * mib)
  expect(left).toBeGreaterThan(8 * mib)
})

async function spaceAfter(script: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  return Number(stdout)
}
