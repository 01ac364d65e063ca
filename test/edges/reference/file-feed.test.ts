import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenReference } from '../../../src/edges/reference/reference.ts'
import { until } from '../log/until.ts'
import { type Desk, openDesk, tablesOf } from './feeds.ts'

const since = Date.UTC(2017, 9, 1)
const later = Date.UTC(2100, 0, 1)

let desk: Desk
let open: OpenReference | undefined

beforeEach(() => {
  desk = openDesk()
})
afterEach(async () => {
  await open?.close()
  open = undefined
  desk.close()
})

const start = async (over: Parameters<Desk['open']>[0]) => {
  open = await desk.open(over)
  return open
}
const stop = async () => {
  await open?.close()
  open = undefined
}

/** `st-0` to `st-<n - 1>`. */
function csv(people: number, team = 'support'): string {
  const rows = Array.from({ length: people }, (_, i) => `st-${i},${since},employee,${team}`)
  return `id,validFrom,kind,team\n${rows.join('\n')}\n`
}
const staffNamed = (reference: OpenReference, id: string, at = later) =>
  tablesOf(reference).staff?.asOf('demo', id, at)
const refusals = () => desk.notices.filter(({ kind }) => kind === 'ReferenceRefused')

describe('a file of staff', () => {
  it('is known once it is opened, and again when it changes', async () => {
    const reference = await start({ staff: desk.write('staff.csv', csv(10)) })
    expect(staffNamed(reference, 'st-9')).toMatchObject({ kind: 'employee', team: 'support' })
    desk.write('staff.csv', `${csv(10)}st-10,${since},contractor,appeals\n`)
    await until(() => staffNamed(reference, 'st-10') !== undefined)
    expect(staffNamed(reference, 'st-10', since - 1)).toBeUndefined()
    expect(reference.says()[0]).toMatch(/^staff\.records: last good \d{4}-\d\d-\d\d \d\d:\d\d UTC, 11 rows$/)
  })

  it.each([
    ['empty', 'id,validFrom,kind,team\n', /^it is empty$/],
    ['shrunken', csv(6), /^40 % fewer rows$/],
    ['cut off in a row', csv(10).slice(0, -12), /line 11 of .*staff\.csv/],
    ['of something else', 'name,salary\nsomebody,12\n', /line 2 of .*: id: must be given/],
  ])('that is %s is refused, and the last good one stays in force', async (_, text, says) => {
    const reference = await start({ staff: desk.write('staff.csv', csv(10)) })
    desk.write('staff.csv', text)
    await until(() => refusals().length > 0)
    expect(refusals()[0]).toMatchObject({ table: 'staff.records' })
    expect(refusals()[0]).toMatchObject({
      reason: expect.stringMatching(says),
      standing: expect.stringMatching(/^staff\.records: last good .* UTC, 10 rows; refused at .* UTC: /),
    })
    expect(staffNamed(reference, 'st-9')).toMatchObject({ team: 'support' })
  })

  it('of which a column is misspelt is taken, and says that it is not read', async () => {
    await start({ staff: desk.write('staff.csv', csv(10).replace('team', 'taem')) })
    expect(desk.notices.filter(({ kind }) => kind === 'ReferenceFieldUnread')).toEqual([
      {
        kind: 'ReferenceFieldUnread',
        table: 'staff.records',
        says: '`taem` is not read: did you mean "team"?',
      },
    ])
  })

  it('that says two things of one person and moment says so, and the later counts', async () => {
    const rows = `${csv(3)}st-1,${since},contractor,support\nst-2,${since},employee,support\nst-0,${since},employee,appeals\n`
    const later = `${rows}st-2,${since + 1},contractor,support\n`
    const reference = await start({ staff: desk.write('staff.csv', later) })
    expect(desk.notices.filter(({ kind }) => kind === 'ReferenceContradicted')).toEqual([
      {
        kind: 'ReferenceContradicted',
        table: 'staff.records',
        says: '2 rows say otherwise than an earlier row of the same id and validFrom, and count: line 5, st-1',
      },
    ])
    expect(staffNamed(reference, 'st-1')).toMatchObject({ kind: 'contractor' })
  })

  it('of accounts that says one thing twice, or another from another moment on, says nothing of it', async () => {
    const note = {
      id: 'acc-1',
      source: 'demo',
      validFrom: since,
      kind: 'person',
      handle: 'mayor',
      followers: 1_234_567,
      verified: 'government',
      protectedClass: ['elected', 'government'],
      holds: [],
      createdAt: since - 1_234_567,
      canary: false,
    }
    const told = [note, note, { ...note, validFrom: since + 1, followers: 9_000_000 }]
    const of = () => desk.notices.filter(({ kind }) => kind === 'ReferenceContradicted')
    await start({
      accounts: desk.write('accounts.ndjson', told.map((row) => JSON.stringify(row)).join('\n')),
    })
    expect(of()).toEqual([])
    await stop()
    const otherwise = [note, { ...note, protectedClass: [] }]
    await start({
      accounts: desk.write('accounts.ndjson', otherwise.map((row) => JSON.stringify(row)).join('\n')),
    })
    expect(of()).toMatchObject([
      { table: 'account.profiles', says: expect.stringMatching(/^1 row says .*line 2, acc-1$/) },
    ])
  })

  it('that is made whole again takes the place of the last good one', async () => {
    const reference = await start({ staff: desk.write('staff.csv', csv(10)) })
    desk.write('staff.csv', csv(2))
    await until(() => refusals().length > 0)
    desk.write('staff.csv', csv(9, 'appeals'))
    await until(() => staffNamed(reference, 'st-1')?.team === 'appeals')
    expect(reference.says()[0]).not.toContain('refused')
    expect(staffNamed(reference, 'st-9')).toBeUndefined()
  })

  it('that lost most of its rows is taken where somebody said so', async () => {
    const reference = await start({
      staff: desk.write('staff.csv', csv(10)),
      over: { shrinkShareMax: 1 },
    })
    desk.write('staff.csv', csv(2, 'appeals'))
    await until(() => staffNamed(reference, 'st-1')?.team === 'appeals')
    expect(refusals()).toEqual([])
  })

  it('that went away is said once, and what was known of it is known still', async () => {
    const reference = await start({ staff: desk.write('staff.csv', csv(10)) })
    desk.close()
    await until(() => refusals().length > 0)
    expect(refusals()[0]).toMatchObject({ reason: expect.stringContaining('ENOENT') })
    expect(staffNamed(reference, 'st-1')).toBeDefined()
  })

  it('counts as unknown when it is too old, and as known again when it is made anew', async () => {
    const reference = await start({ staff: desk.write('staff.csv', csv(10)), ageMsMax: 3_600_000 })
    desk.clock.aheadMs = 3_500_000
    expect(staffNamed(reference, 'st-1')).toBeDefined()
    desk.clock.aheadMs = 3_700_000
    expect(tablesOf(reference).staff).toBeUndefined()
    expect(reference.says()[0]).toContain('too old to be believed')
    desk.clock.aheadMs = 0
    expect(staffNamed(reference, 'st-1')).toBeDefined()
  })

  it('says how old it is for the metrics', async () => {
    await start({ staff: desk.write('staff.csv', csv(10)) })
    desk.clock.aheadMs = 60_000
    const ages = () =>
      desk.notices.flatMap((told) => (told.kind === 'ReferenceAged' && told.rows === 10 ? [told.ageMs] : []))
    await expect.poll(() => Math.max(...ages())).toBeGreaterThan(50_000)
  })
})

describe('after a restart', () => {
  it('a broken file is held against what was good before the restart, twice over', async () => {
    const staff = desk.write('staff.csv', csv(10))
    await start({ staff })
    await stop()
    desk.write('staff.csv', csv(5))
    for (let restart = 0; restart < 2; restart++) {
      const reference = await start({ staff })
      expect(staffNamed(reference, 'st-9')).toMatchObject({ team: 'support' })
      expect(reference.says()[0]).toContain('50 % fewer rows')
      await stop()
    }
    desk.write('staff.csv', csv(10, 'appeals'))
    expect(staffNamed(await start({ staff }), 'st-9')).toMatchObject({ team: 'appeals' })
  })

  it.each<[string, (snapshot: Buffer) => Buffer]>([
    ['is something else', () => Buffer.from('no longer what it was')],
    ['is cut off', (snapshot) => snapshot.subarray(0, snapshot.length / 2)],
    [
      'lacks its last line',
      (snapshot) => gzipSync(gunzipSync(snapshot).toString().trim().split('\n').slice(0, -1).join('\n')),
    ],
  ])('what was good before counts for nothing where its snapshot %s', async (_, spoil) => {
    const staff = desk.write('staff.csv', csv(10))
    await start({ staff })
    await stop()
    const path = join(desk.folder, 'staff.records.ndjson.gz')
    writeFileSync(path, spoil(readFileSync(path)))
    desk.write('staff.csv', csv(5))
    const reference = await start({ staff })
    expect(staffNamed(reference, 'st-4')).toBeDefined()
    expect(staffNamed(reference, 'st-9')).toBeUndefined()
  })
})

describe('a file of accounts', () => {
  const giant = { id: 'giant', validFrom: since, followers: 2_000_000, protectedClass: ['media'] }
  const small = { id: 'small', validFrom: since, followers: 12 }
  const ndjson = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')

  it('knows who is of note, and of all others that they are not', async () => {
    const accounts = desk.write('accounts.ndjson', ndjson(giant, small))
    const of = (reference: OpenReference, id: string, at = later) =>
      tablesOf(reference).accounts?.asOf('demo', id, at)
    const reference = await start({ accounts })
    expect(of(reference, 'giant')).toMatchObject({ followers: 2_000_000 })
    expect([of(reference, 'small'), of(reference, 'nobody')]).toEqual(['below', 'below'])
    await stop()
    // The same from the snapshot, with the file away.
    desk.write('accounts.ndjson', '')
    const again = await start({ accounts })
    expect(of(again, 'giant')).toMatchObject({ protectedClass: ['media'] })
    expect([of(again, 'small'), of(again, 'small', since - 1)]).toEqual(['below', undefined])
  })

  it('that is not whole makes nobody small: there is no table, so nothing is known', async () => {
    const reference = await start({
      accounts: desk.write('accounts.ndjson', `${ndjson(giant)}{"id":"cut o`),
    })
    expect(tablesOf(reference).accounts).toBeUndefined()
    expect(reference.says()[0]).toMatch(/^account\.profiles: nothing good yet; refused at .*: line 2 of /)
  })
})
