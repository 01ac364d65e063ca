import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PolicyHolder, PolicyRefused, watchPolicy } from '../../../src/edges/policy-file/policy-file.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Notice } from '../../../src/ports/notice.ts'

let folder: string
let path: string
let notices: Notice[]
let holder: PolicyHolder | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countermand-policy-'))
  path = join(folder, 'policy.yaml')
  notices = []
  await writeFile(path, policyText('observe'))
})

afterEach(async () => {
  holder?.close()
  holder = undefined
  await rm(folder, { recursive: true })
})

test('a new version of the file takes hold without a restart', async () => {
  holder = await watch()
  expect(holder.current().ceiling).toBe('observe')
  await writeFile(path, policyText('approve'))
  await until(() => holder?.current().ceiling === 'approve')
  expect(notices.map((notice) => notice.kind)).toEqual(['PolicyLoaded', 'PolicyLoaded'])
})

test('a new file renamed into place takes hold too, and so does the one after it', async () => {
  holder = await watch()
  for (const ceiling of ['approve', 'veto']) {
    await writeFile(`${path}.new`, policyText(ceiling))
    await rename(`${path}.new`, path)
    await until(() => holder?.current().ceiling === ceiling)
    expect(notices.at(-1)).toMatchObject({ kind: 'PolicyLoaded', policy: holder.current().id })
  }
})

test('a faulty version is refused aloud with every fault, and the last good one stays', async () => {
  holder = await watch()
  await writeFile(path, 'ceiling: sometimes\nextra: 1\n')
  await until(() => notices.some((notice) => notice.kind === 'PolicyRefused'))
  expect(holder.current().ceiling).toBe('observe')
  const refused = notices.find((notice) => notice.kind === 'PolicyRefused')
  expect(refused?.faults).toHaveLength(3)
  expect(refused?.faults[0]).toContain(`${path}:1:1: `)
  await writeFile(path, policyText('auto'))
  await until(() => holder?.current().ceiling === 'auto')
})

test('a file that goes away is said once, and the last good policy stays', async () => {
  holder = await watch()
  await rm(path)
  await until(() => notices.some((notice) => notice.kind === 'PolicyRefused'))
  await writeFile(path, policyText('veto'))
  await until(() => holder?.current().ceiling === 'veto')
  expect(notices.filter((notice) => notice.kind === 'PolicyRefused')).toHaveLength(1)
})

test('a start with a faulty policy ends with every fault, a start without one says so', async () => {
  await writeFile(path, 'ceiling: sometimes\n')
  const refused = await watch().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(PolicyRefused)
  expect(refused).toMatchObject({
    path,
    faults: [
      { line: 1, at: '' },
      { line: 1, at: 'ceiling' },
    ],
  })
  const absent = await watchPolicy(join(folder, 'none.yaml'), { notice: () => {} }).catch(
    (error: unknown) => error,
  )
  expect(absent).toBeInstanceOf(EdgeError)
  expect(absent).toMatchObject({ code: 'file-unreadable' })
})

function watch(): Promise<PolicyHolder> {
  return watchPolicy(path, { notice: (notice) => notices.push(notice), pollMs: 20 })
}

function policyText(ceiling: string): string {
  return `ceiling: ${ceiling}\ntiers:\n  - name: everyone\n    when: account.kind != 'network'\n`
}

/** Asks until it is so, for at most five seconds. */
async function until(isSo: () => boolean): Promise<void> {
  for (let asked = 0; asked < 500; asked++) {
    if (isSo()) return
    await delay(10)
  }
  throw new Error('it did not come about within 5 s')
}
