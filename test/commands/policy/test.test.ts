import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testPolicies } from '../../../src/commands/policy/test.ts'
import { printedBy } from '../printed.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-table-'))
const at = (name: string) => join(folder, name)
const header = 'actor       does        account        reason  when       ->  mode  severity\n'
const held = 'contractor  deactivate  head of state  report  last hour  ->  auto  critical\n'
const wrong = 'contractor  deactivate  head of state  report  last hour  ->  none  critical\n'

beforeAll(() => {
  const policy = `ceiling: observe\ntiers:\n  - { name: everyone, when: "account.kind != 'network'", modes: { auto: 0 } }\n`
  writeFileSync(at('mine.yaml'), policy)
  writeFileSync(at('mine.test.txt'), header + held)
  writeFileSync(at('wrong.txt'), `policy: mine.yaml\n${header}${held}${wrong}`)
  writeFileSync(at('alone.txt'), header + held)
  writeFileSync(at('faulty.txt'), `policy: mine.yaml\n${header}contracter${held.slice(10)}`)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('policy test', () => {
  it('says of a table whose rows all hold how many there are, by the policy beside it', async () => {
    expect(await printedBy(() => testPolicies([at('mine.test.txt')], {}))).toEqual({
      exit: 0,
      printed: [expect.stringMatching(/mine\.test\.txt: 1 row, all hold \(policy [0-9a-f]{12}\)$/)],
      complained: [],
    })
  })

  it('shows a row that does not hold with all the bars that explain it', async () => {
    const { exit, printed } = await printedBy(() => testPolicies([at('wrong.txt')], {}))
    expect(exit).toBe(1)
    expect(printed.slice(0, 2)).toEqual([
      `${at('wrong.txt')}:4: ${wrong.trim().replaceAll(/ {2,}/g, '  ')}`,
      '  mode  expected none  found auto',
    ])
    const sums = /score (-?[\d.]+) = suspicion (-?[\d.]+) \+ stakes (-?[\d.]+), tier everyone$/.exec(
      printed[2] ?? '',
    )
    const bars = printed
      .filter((line) => line.includes('(usual: '))
      .map((line) => Math.round(Number(line.trim().split(' ', 1)[0]) * 100))
    expect(bars.reduce((sum, points) => sum + points, 0)).toBe(Math.round(Number(sums?.[1]) * 100))
    expect(printed.some((line) => /^ +5\.00 {2}tenure\.lastHour +last hour: 40 min left/.test(line))).toBe(
      true,
    )
    expect(printed.at(-1)).toMatch(/wrong\.txt: 2 rows, 1 does not hold/)
  })

  it('names faults with their place, and tries nothing of that file', async () => {
    expect(
      await printedBy(() => testPolicies([at('faulty.txt'), at('mine.test.txt'), at('none.txt')], {})),
    ).toMatchObject({
      exit: 1,
      printed: [
        `${at('faulty.txt')}:3:1: "contracter" says nothing here; did you mean "contractor"?`,
        `cannot read ${at('none.txt')}: ENOENT`,
        `${at('faulty.txt')}: 1 fault, nothing was tried`,
        expect.stringMatching(/mine\.test\.txt: 1 row, all hold/),
        `${at('none.txt')}: 1 fault, nothing was tried`,
      ],
    })
  })

  it('tries nothing where a row expects a name that the policy does not have', async () => {
    writeFileSync(at('strange.txt'), 'policy: mine.yaml\nactor  ->  tier\nowner  ->  not everyon\n')
    expect(await printedBy(() => testPolicies([at('strange.txt')], {}))).toMatchObject({
      exit: 1,
      printed: [
        `${at('strange.txt')}:3:12: the policy has no tier "everyon"; did you mean "everyone"?`,
        `${at('strange.txt')}: 1 fault, nothing was tried`,
      ],
    })
  })

  it('takes another policy where one is named, and asks for one where none can be guessed', async () => {
    const { printed } = await printedBy(() => testPolicies([at('alone.txt')], {}))
    expect(printed[0]).toBe(`${at('alone.txt')} names no policy: give it a line "policy: FILE.yaml"`)
    const { exit } = await printedBy(() => testPolicies([at('alone.txt')], { policy: at('mine.yaml') }))
    expect(exit).toBe(0)
  })

  it('gives every row as JSON, those that hold too', async () => {
    const { exit, printed } = await printedBy(() => testPolicies([at('wrong.txt')], { json: true }))
    expect(exit).toBe(1)
    const { files } = JSON.parse(printed.join('')) as { files: { rows: Record<string, unknown>[] }[] }
    expect(files[0]?.rows.map(({ line, holds, mode, unmet }) => ({ line, holds, mode, unmet }))).toEqual([
      { line: 3, holds: true, mode: 'auto', unmet: [] },
      { line: 4, holds: false, mode: 'auto', unmet: [{ column: 'mode', expected: 'none', found: 'auto' }] },
    ])
  })

  it('prints the words of every column', async () => {
    const { printed } = await printedBy(() => testPolicies([], { words: true }))
    expect(printed).toContain('  last hour                 access ends in 40 minutes')
    expect(printed.filter((line) => line.endsWith(':'))).toEqual([
      'actor:',
      'does:',
      'account:',
      'reason:',
      'when:',
    ])
  })
})
