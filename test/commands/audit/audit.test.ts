import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SignedHead } from '../../../src/core/audit/head.ts'
import { openHeadPlace, readHeads } from '../../../src/edges/audit/head-places.ts'
import { openSigningKey } from '../../../src/edges/audit/signing-key.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { startAuditSeals } from '../../../src/roles/audit-seals.ts'
import { runProgram } from '../../real/running-program.ts'

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'countermand-audit-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

/** A store with so many entries, sealed and carried to its second place as the program does it. */
async function installation(entries: number, heads = join(data, 'audit-heads.ndjson')): Promise<void> {
  const database = await openDatabase(join(data, 'store.sqlite'))
  const audit = openAudit(database)
  const notices: Notice[] = []
  const seals = startAuditSeals({
    audit,
    signer: await openSigningKey(join(data, 'audit.key'), ''),
    places: [await openHeadPlace(heads)],
    clock: { now: () => 1_000_000, monotonicMs: () => 0 },
    notice: (notice) => notices.push(notice),
  })
  await audit.record(
    Array.from(
      { length: entries },
      (_, n) => ({ deed: 'case-seen', at: n, by: 'ana', about: `c-${n}` }) as const,
    ),
  )
  await seals.stop()
  await database.destroy()
  expect(notices.map(({ kind }) => kind)).toEqual(Array(Math.ceil(entries / 1_000)).fill('AuditSealed'))
}

const audit = (...args: string[]) => runProgram(['audit', ...args, '--data', data])
const tamper = (sql: string) => {
  const file = new DatabaseSync(join(data, 'store.sqlite'))
  file.exec(sql)
  file.close()
}

describe('audit verify', () => {
  it('says that a record is sound, and ends with 0', async () => {
    await installation(1_203)
    expect(await audit('verify')).toEqual({ code: 0, out: 'sound: 1,203 entries, 2 heads\n', err: '' })
    const { out } = await audit('verify', '--json')
    expect(JSON.parse(out)).toEqual({
      sound: true,
      entries: 1_203,
      heads: 2,
      unsealed: 0,
      unreadable: 0,
      faults: [],
      faultCount: 0,
    })
  }, 60_000)

  it.each([
    [
      'a changed text',
      "UPDATE audit_entries SET body = replace(body, 'case-seen', 'signed-in') WHERE seq = 7",
      'changed: entry 7',
    ],
    [
      'another name to find it by',
      "UPDATE audit_entries SET about = 'c-9' WHERE seq = 7",
      'changed: entry 7 is filed',
    ],
    ['one taken out', 'DELETE FROM audit_entries WHERE seq = 7', 'missing: entry 7 is missing'],
    [
      'the end cut off',
      'DELETE FROM audit_entries WHERE seq > 1100',
      'truncated: entries 1101 to 1202 are missing',
    ],
    [
      'one put in before all',
      "INSERT INTO audit_entries VALUES (-1, NULL, '{}', '0')",
      'out-of-order: entry -1',
    ],
    [
      'one put in behind all',
      "INSERT INTO audit_entries VALUES (1203, NULL, '{}', '0')",
      'changed: entry 1203',
    ],
    [
      'a head taken out',
      'DELETE FROM audit_heads WHERE number = 1',
      'the store has 1 heads and another place 2',
    ],
    [
      'all of it gone',
      'DELETE FROM audit_entries; DELETE FROM audit_heads; UPDATE audit_tip SET size = 0',
      'truncated: entries 0 to 1202',
    ],
  ])(
    'finds %s, and ends with 1',
    async (_what, sql, says) => {
      await installation(1_203)
      tamper(sql)
      const { code, out } = await audit('verify')
      expect(out).toContain(says)
      expect(out).toMatch(/\nunsound: .*fault/)
      expect(code).toBe(1)
    },
    60_000,
  )

  it('finds a forged head in the second place, and a place that lost its end', async () => {
    await installation(1_203)
    const path = join(data, 'audit-heads.ndjson')
    const [first = '', second = ''] = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, `${first}\n${second.replace(/"root":"./, '"root":"x')}\n`)
    const forged = await audit('verify')
    expect([forged.code, forged.out]).toEqual([
      1,
      expect.stringContaining('head 1: its signature does not hold'),
    ])
    writeFileSync(path, `${first}\n`)
    const cut = await audit('verify')
    expect([cut.code, cut.out]).toEqual([1, expect.stringContaining('has 1 heads and another place 2')])
  }, 60_000)

  it('ends with 2 where it cannot look: no key, no place', async () => {
    await installation(3)
    rmSync(join(data, 'audit.pub'))
    expect(await audit('verify')).toMatchObject({ code: 2, err: expect.stringContaining('audit.pub') })
    expect((await audit('verify', '--heads', join(data, 'nowhere.ndjson'))).code).toBe(2)
  }, 60_000)

  it('ends a line that was cut short and writes that head again; of any other line that is no head it says so', async () => {
    await installation(2_203)
    const path = join(data, 'audit-heads.ndjson')
    const [zero = '', one = '', two = ''] = readFileSync(path, 'utf8').split('\n')
    for (const cut of [one.slice(0, 50), one.slice(0, 5), one, `${one.slice(0, 80)}\n${one.slice(0, 9)}`]) {
      writeFileSync(path, `${zero}\n${cut}`)
      const place = await openHeadPlace(path)
      const kept = await place.count()
      expect(kept).toBe(cut === one ? 2 : 1)
      const heads = [zero, one, two].slice(kept).map((line) => JSON.parse(line) as SignedHead)
      await place.append(heads)
      expect((await readHeads(path)).map((line) => JSON.stringify(line))).toEqual([zero, one, two])
      expect(await place.count()).toBe(3)
      expect(await (await openHeadPlace(path)).count()).toBe(3)
    }
    expect((await audit('verify')).code).toBe(0)
    writeFileSync(path, `${zero}\n${one.slice(0, 50)}\n${two}\n`)
    expect((await audit('verify')).code).not.toBe(0)
    writeFileSync(path, `${zero}\n${one}\n${two}\nno head\n`)
    expect((await audit('verify')).code).not.toBe(0)
  }, 60_000)

  it('says what cannot be carried to the second place for as long as that is so', async () => {
    const database = await openDatabase(join(data, 'store.sqlite'))
    const store = openAudit(database)
    const path = join(data, 'in-the-way')
    writeFileSync(path, '')
    const seals = startAuditSeals({
      audit: store,
      signer: await openSigningKey(join(data, 'audit.key'), ''),
      places: [await openHeadPlace(join(path, 'audit-heads.ndjson'))],
      clock: { now: () => 1_000_000, monotonicMs: () => 0 },
      notice: () => {},
    })
    await store.record([{ deed: 'case-seen', at: 1, by: 'ana', about: 'c-1' }])
    expect(seals.troubles()).toEqual([])
    await expect.poll(() => seals.troubles(), { timeout: 5_000 }).toHaveLength(1)
    expect(seals.troubles()[0]).toMatch(/^heads cannot be kept in .*ENOTDIR/)
    rmSync(path)
    await expect.poll(() => seals.troubles(), { timeout: 5_000 }).toEqual([])
    await seals.stop()
    await database.destroy()
  }, 60_000)

  it('reads heads from a folder of them too', async () => {
    const heads = join(data, 'heads')
    mkdirSync(heads)
    await installation(1_203, heads)
    expect((await audit('verify', '--heads', heads)).code).toBe(0)
    rmSync(join(heads, '0000000000.json'))
    expect((await audit('verify', '--heads', heads)).code).toBe(1)
  }, 60_000)
})

describe('where there is nothing to look at', () => {
  const none = 'Name the data folder of an installation with --data'
  const noKey = () =>
    `there is no public key to check with: ${data} has no audit.pub. ${none}, or the key with --key\n`

  it('a folder without keys, or without a store, is no installation, and none is made of it', async () => {
    expect(await audit('verify')).toEqual({ code: 2, out: '', err: noKey() })
    await openSigningKey(join(data, 'audit.key'), '')
    const noStore = {
      code: 2,
      out: '',
      err: `there is no record in ${data}: it has no store.sqlite. ${none}\n`,
    }
    for (const command of [
      ['verify'],
      ['prove', '1'],
      ['export'],
      ['erase', 'ana', '--by', 'x', '--reason', 'asked for'],
    ])
      expect(await audit(...command), command.join(' ')).toEqual(noStore)
    expect(readdirSync(data).toSorted()).toEqual(['audit.key', 'audit.pub'])
  }, 60_000)

  it('a record, a proof, a key or heads that are not there are named as such', async () => {
    const gone = join(data, 'gone')
    const cannot = { code: 2, out: '', err: `${gone} cannot be read: there is no such file\n` }
    expect(await audit('verify', gone)).toEqual(cannot)
    expect(await audit('prove', '--check', gone)).toEqual(cannot)
    const keyGone = `the key in ${gone} cannot be used: there is no such file\n`
    expect(await audit('verify', '--key', gone)).toEqual({ code: 2, out: '', err: keyGone })
    writeFileSync(join(data, 'proof'), 'no proof')
    expect(await audit('prove', '--check', join(data, 'proof'))).toEqual({ code: 2, out: '', err: noKey() })
    await installation(3)
    const heads = `the heads in ${gone} cannot be read or kept: there is no such file\n`
    expect(await audit('verify', '--heads', gone)).toEqual({ code: 2, out: '', err: heads })
    const says = `unsound: ${join(data, 'proof')} is no proof\n`
    expect(await audit('prove', '--check', join(data, 'proof'))).toEqual({ code: 1, out: says, err: '' })
  }, 60_000)
})

const notLookedAt = 'whether its sealed texts can be read was not looked at'

describe('audit export and prove', () => {
  it('an export is recorded, names nobody, and is verified without the store', async () => {
    await installation(1_203)
    const file = join(data, 'record.ndjson')
    const made = await audit('export', '--out', file, '--by', 'dana', '--reason', 'yearly review')
    expect(made).toMatchObject({ code: 0, err: '1,204 entries exported\n' })
    const text = readFileSync(file, 'utf8')
    for (const word of ['ana"', 'dana', 'yearly']) expect(text).not.toContain(word)
    const heads = join(data, 'audit-heads.ndjson')
    expect(await audit('verify', file, '--heads', heads)).toMatchObject({
      code: 0,
      out: `sound: 1,204 entries, 2 heads, 1 at the end not yet under a head; ${notLookedAt}\n`,
    })
    const lines = text.split('\n')
    const change = (n: number, to: string[]) => writeFileSync(file, lines.toSpliced(n, 1, ...to).join('\n'))
    for (const to of [
      [],
      [lines[5] ?? '', lines[5] ?? ''],
      [`${lines[5]} `],
      [(lines[5] ?? '').replace('c-5', 'c-6')],
    ]) {
      change(5, to)
      expect((await audit('verify', file, '--heads', heads)).code).toBe(1)
    }
  }, 90_000)

  it('a proof holds without the store, and for what was proven alone', async () => {
    await installation(1_203)
    const file = join(data, 'proof.json')
    expect((await audit('prove', '1100', '--out', file)).code).toBe(0)
    const key = join(data, 'audit.pub')
    const held = await runProgram(['audit', 'prove', '--check', file, '--key', key])
    expect([held.code, held.out]).toEqual([0, expect.stringMatching(/^sound: entry 1100 .*1203 entries/)])
    const proof = readFileSync(file, 'utf8')
    expect(proof.length).toBeLessThan(2_500)
    writeFileSync(file, proof.replace('c-1100', 'c-1101'))
    expect(await runProgram(['audit', 'prove', '--check', file, '--key', key])).toMatchObject({ code: 1 })
    expect((await audit('prove', '5000')).code).toBe(2)
    tamper('DELETE FROM audit_entries WHERE seq = 1150')
    expect((await audit('prove', '1100')).code).toBe(1)
  }, 60_000)
})

it('audit erase makes a person unreadable, records it, and leaves the record sound', async () => {
  await installation(20)
  expect((await audit('erase', 'ana', '--by', 'dana', '--reason', 'asked for it')).code).toBe(0)
  expect((await audit('erase', 'ana', '--by', 'dana', '--reason', 'asked for it')).code).toBe(2)
  expect(await audit('verify')).toMatchObject({
    code: 0,
    out: 'sound: 21 entries, 1 heads, 1 at the end not yet under a head\n',
  })
}, 60_000)

describe('a record that nobody can read', () => {
  /** Ana erased, known anew and about Ben, whom the machine speaks of too. */
  async function erasedAndMore(): Promise<void> {
    await installation(20)
    expect((await audit('erase', 'ana', '--by', 'dana', '--reason', 'asked for it')).code).toBe(0)
    const database = await openDatabase(join(data, 'store.sqlite'))
    await openAudit(database).record([
      { deed: 'case-seen', at: 21, by: 'ana', whom: 'ben', about: 'c-1' },
      { deed: 'reversal-moved', at: 22, whom: 'ben', why: 'restored', about: 'r-1' },
    ])
    await database.destroy()
    expect(await audit('verify')).toMatchObject({ code: 0, out: expect.stringMatching(/^sound: 23 entries/) })
  }
  const counted = '23 entries, 1 heads, 3 at the end not yet under a head'

  it.each([
    ['whose keys are all gone', 'DELETE FROM subject_keys', 'is gone, and no erasure of it is recorded'],
    [
      'whose keys are others',
      "UPDATE subject_keys SET secret = replace(hex(zeroblob(16)), '0', 'A') || 'AAAAAAAAAAA='",
      'does not open its texts',
    ],
    ['whose keys are none', "UPDATE subject_keys SET secret = 'x'", 'does not open its texts'],
  ])(
    '%s is not sound, though its chain is; what was erased is no fault',
    async (_, sql, how) => {
      await erasedAndMore()
      tamper(sql)
      const lost = (seq: number, entries: string) =>
        `unreadable: the key of whoever first stands in entry ${seq} ${how} (${entries})\n`
      expect(await audit('verify')).toEqual({
        code: 1,
        // Dana, who erased; Ana as she is known since; Ben.
        out: `${lost(20, '1 entry')}${lost(21, '1 entry')}${lost(21, '2 entries')}unsound: ${counted}, 3 with texts that nobody can read, 3 faults\n`,
        err: '',
      })
      const { out } = await audit('verify', '--json')
      expect(JSON.parse(out)).toMatchObject({ sound: false, unreadable: 3, faultCount: 3 })
    },
    60_000,
  )

  it('of which one key is gone tells of that one; and an export has no keys, and says so', async () => {
    await erasedAndMore()
    tamper("DELETE FROM subject_keys WHERE subject = 'ben'")
    const { code, out } = await audit('verify')
    expect([code, out]).toEqual([
      1,
      `unreadable: the key of whoever first stands in entry 21 is gone, and no erasure of it is recorded (2 entries)\nunsound: ${counted}, 2 with texts that nobody can read, 1 fault\n`,
    ])
    const file = join(data, 'record.ndjson')
    await audit('export', '--out', file)
    expect(await audit('verify', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`; ${notLookedAt}`),
    })
    expect(JSON.parse((await audit('verify', file, '--json')).out)).toMatchObject({
      unreadable: 'not looked at',
    })
  }, 60_000)
})

it('a reason that says nothing is none, here as at the console: nothing is done, and nothing is recorded', async () => {
  await installation(20)
  const file = join(data, 'record.ndjson')
  for (const reason of ['', '   ', ' ab ', '---']) {
    const exported = await audit('export', '--out', file, '--by', 'dana', '--reason', reason)
    const erased = await audit('erase', 'ana', '--by', 'dana', '--reason', reason)
    const disabled = await runProgram(['people', 'disable', 'ana', '--data', data, '--reason', reason])
    for (const { code, err } of [exported, erased, disabled])
      expect([reason, code, err]).toEqual([reason, 2, expect.stringContaining('say why')])
  }
  expect(existsSync(file)).toBe(false)
  expect(await audit('verify')).toMatchObject({ code: 0, out: expect.stringContaining('20 entries') })
}, 90_000)
