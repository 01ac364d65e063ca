import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/entry.ts'
import { headFaults } from '../../../src/core/audit/head.ts'
import { endVerifying, startVerifying, verifyRow } from '../../../src/core/audit/verify.ts'
import { sha256 } from '../../../src/edges/audit/hashes.ts'
import { openCheck, openSigningKey } from '../../../src/edges/audit/signing-key.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { record } from '../../../src/edges/store/audit-append.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import type { Audit, Happening, HeadSigner } from '../../../src/ports/audit.ts'
import { inEachStore } from './stores.ts'

/** Each test goes on with the record that the one before it left. */
inEachStore('the record', (database, { kind, url }) => {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-audit-'))
  /** Two connections of one process to a SQLite file would wait for each other without ever letting go. */
  const atOnce = kind === 'PostgreSQL'
  let audit: Audit
  let other: Audit
  let signer: HeadSigner

  beforeAll(async () => {
    signer = await openSigningKey(join(folder, 'audit.key'), '')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  beforeEach(async () => {
    const elsewhere = await openDatabase(url())
    audit = openAudit(database())
    other = openAudit(elsewhere)
    return () => elsewhere.destroy()
  })

  const seen = (about: string, by = 'ana'): Happening => ({ deed: 'case-seen', at: 1_000, by, about })
  const faults = async () => {
    const check = await openCheck([join(folder, 'audit.pub')])
    const heads = await audit.heads(0, 1_000)
    const state = startVerifying(
      sha256,
      heads.map(({ head }) => head),
    )
    for (const row of await audit.rows(0, 10_000)) verifyRow(state, row)
    endVerifying(state, (await audit.standing()).size)
    return [...headFaults(heads, sha256, check), ...state.faults]
  }

  it('takes entries in their order, and answers those about one thing', async () => {
    await audit.record([seen('c-1'), { deed: 'started', at: 1_001 }, seen('c-2')])
    const rows = await audit.rows(0, 10)
    expect(rows.map(({ seq, about }) => [seq, about])).toEqual([
      [0, 'c-1'],
      [1, null],
      [2, 'c-2'],
    ])
    expect((await audit.rowsAbout(['c-2'], 10)).map(({ seq }) => seq)).toEqual([2])
    expect(await audit.standing()).toMatchObject({ size: 3, sealedSize: 0, heads: 0 })
  })

  it('names nobody in what it keeps, and says who it was to whoever has the keys', async () => {
    await audit.record([
      {
        deed: 'undo-asked',
        at: 2_000,
        by: 'ana',
        whom: 'ines',
        other: 'ben',
        about: 'a-1',
        why: 'the owner called',
      },
    ])
    const [row] = await audit.rowsAbout(['a-1'], 1)
    for (const word of ['ana', 'ines', 'ben', 'owner']) expect(row?.body).not.toContain(word)
    const entry: AuditEntry = JSON.parse(row?.body ?? '')
    expect(entry).toMatchObject({ deed: 'undo-asked', by: 'person', at: 2_000 })
    expect(await audit.unseal(entry)).toEqual({
      who: 'ana',
      whom: 'ines',
      other: 'ben',
      why: 'the owner called',
    })
  })

  it('two instances that write at once keep one chain', async () => {
    const writes = Array.from(
      { length: 60 },
      (_, n) => () =>
        (n % 2 === 0 ? audit : other).record([seen(`at-once-${n}`, `person-${n % 7}`), seen('twin')]),
    )
    if (atOnce) await Promise.all(writes.map((write) => write()))
    else for (const write of writes) await write()
    expect((await audit.standing()).size).toBe(124)
    expect(await faults()).toEqual([])
  })

  it('an entry becomes true with what else its transaction did, or not at all', async () => {
    const { size } = await audit.standing()
    const failed = database()
      .transaction()
      .execute(async (store) => {
        await record(store, [seen('never')])
        throw new Error('something else went wrong')
      })
    await expect(failed).rejects.toThrow('went wrong')
    expect((await audit.standing()).size).toBe(size)
    expect(await audit.rowsAbout(['never'], 1)).toEqual([])
    await audit.record([seen('after')])
    expect(await faults()).toEqual([])
  })

  it('a head is signed every minute, or every 1,000 entries, and each once however many try', async () => {
    const both = atOnce ? [audit, other, audit] : [audit, audit, audit]
    const tries = await Promise.all(both.map((one) => one.seal(signer, 100_000, false)))
    expect(tries.sort((a, b) => b - a)).toEqual([125, 0, 0])
    expect(await audit.seal(signer, 200_000, true)).toBe(0)

    await audit.record([seen('soon')])
    expect(await audit.seal(signer, 159_999, false)).toBe(0)
    expect(await audit.seal(signer, 160_000, false)).toBe(1)

    await audit.record(Array.from({ length: 1_500 }, (_, n) => seen(`many-${n}`)))
    expect(await audit.seal(signer, 160_001, false)).toBe(1_000)
    expect(await audit.seal(signer, 160_002, false)).toBe(0)
    expect(await audit.seal(signer, 160_002, true)).toBe(500)
    expect((await audit.heads(0, 10)).map(({ head }) => [head.from, head.size])).toEqual([
      [0, 125],
      [125, 126],
      [126, 1_126],
      [1_126, 1_626],
    ])
    expect(await faults()).toEqual([])
  })

  it('an erased person cannot be read any more, is recorded as erased, and breaks no chain', async () => {
    const [row] = await audit.rowsAbout(['a-1'], 1)
    const entry: AuditEntry = JSON.parse(row?.body ?? '')
    expect(await audit.erase('ines', 'dana', 'asked by the person', 3_000)).toEqual(['ines'])
    expect(await audit.erase('ines', 'dana', 'asked by the person', 3_000)).toEqual([])
    expect(await audit.unseal(entry)).toEqual({ who: 'ana', whom: undefined, other: 'ben', why: undefined })
    const { size } = await audit.standing()
    const [last] = await audit.rows(size - 1, 1)
    const erased: AuditEntry = JSON.parse(last?.body ?? '')
    expect(erased).toMatchObject({ deed: 'subject-erased', after: { key: entry.sealed?.whom?.key } })
    expect(await audit.unseal(erased)).toEqual({ who: 'dana', why: 'asked by the person' })
    const [key = '', other = ''] = [entry.sealed?.whom?.key, entry.sealed?.who?.key]
    expect(await audit.erasedKeys([other, key])).toEqual(new Set([key]))
    expect(await audit.erasedKeys([])).toEqual(new Set())
    // Whoever comes back is somebody new to the record.
    await audit.record([{ ...seen('back'), whom: 'ines' }])
    expect(await faults()).toEqual([])
  })

  it('who stands in the words of an entry is read with a key of their own', async () => {
    const why = 'suspend by {hand 1}, delete by {hand 2}'
    await audit.record([{ deed: 'reversal-moved', at: 1, about: 'r-hands', why, hands: ['mo', 'jo'] }])
    const [row] = await audit.rowsAbout(['r-hands'], 1)
    const entry: AuditEntry = JSON.parse(row?.body ?? '')
    expect(await audit.unseal(entry)).toEqual({ why, 'hand 1': 'mo', 'hand 2': 'jo' })
    await audit.erase('jo', 'dana', 'asked by the person', 3_000)
    expect(await audit.unseal(entry)).toEqual({ why, 'hand 1': 'mo', 'hand 2': undefined })
    expect(await faults()).toEqual([])
  })

  it('a person is erased however their id was spelt, and nobody whose id is another', async () => {
    const ids = ['d.keller', 'D.Keller', ' \uFF24.KELLER', 'd.keller-2', 'Žofie', 'žofie']
    await audit.record(ids.map((whom) => ({ ...seen('spelt'), whom })))
    expect([...(await audit.erase('D.KELLER', 'dana', 'asked', 3_000))].sort()).toEqual(
      ids.slice(0, 3).sort(),
    )
    expect([...(await audit.erase('žofie', 'dana', 'asked', 3_000))].sort()).toEqual(ids.slice(4).sort())
    const entries = (await audit.rowsAbout(['spelt'], 10)).map(({ body }): AuditEntry => JSON.parse(body))
    const left = await Promise.all(entries.map((entry) => audit.unseal(entry)))
    expect(left.map(({ whom }) => whom)).toEqual(ids.map((id) => (id === 'd.keller-2' ? id : undefined)))
    const keys = entries.map(({ sealed }) => sealed?.whom?.key ?? '')
    expect(await audit.erasedKeys(keys)).toEqual(new Set(keys.filter((_, at) => at !== 3)))
    expect(await faults()).toEqual([])
  })

  it('texts that no database likes are taken all the same', async () => {
    const hostile = 'x\u{202e}\0<script>\ud800'
    await audit.record([{ ...seen(hostile), whom: hostile, why: hostile }])
    expect(await faults()).toEqual([])
  })
})
