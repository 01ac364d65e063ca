import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenReference } from '../../../src/edges/reference/reference.ts'
import type { Log } from '../../../src/ports/log.ts'
import { until } from '../log/until.ts'
import { type Desk, openDesk, tablesOf } from './feeds.ts'

const since = Date.UTC(2017, 9, 1)
const later = Date.UTC(2100, 0, 1)
const partitions = 2

/** What a reference table from a compacted topic must do, whichever log it is on. */
export function topicContract(name: string, logOf: (skip: (reason: string) => never) => Promise<Log>): void {
  describe(`a table from a topic on ${name}`, () => {
    let desk: Desk
    let log: Log
    let topic: string
    let open: OpenReference | undefined

    beforeEach(async (context) => {
      log = await logOf((reason) => context.skip(reason))
      desk = openDesk()
      topic = `staff.records-${randomUUID()}`
      await log.createTopics([{ name: topic, partitions, compacted: true, retentionMs: 3_600_000 }])
    })
    afterEach(async () => {
      await open?.close()
      open = undefined
      desk.close()
    })

    const start = async (over: Parameters<Desk['open']>[0] = {}) => {
      open = await desk.open({ staff: `topic:${topic}`, log, ...over })
      await open.loaded(15_000)
      return open
    }
    const stop = async () => {
      await open?.close()
      open = undefined
    }
    const person = (id: string, facts: object = {}) => ({
      key: id,
      value: Buffer.from(JSON.stringify({ id, validFrom: since, kind: 'employee', ...facts })),
    })
    const people = (count: number, facts: object = {}) =>
      Array.from({ length: count }, (_, i) => person(`st-${i}`, facts))
    const asOf = (reference: OpenReference, id: string, at = later) =>
      tablesOf(reference).staff?.asOf('demo', id, at)
    const refusals = () => desk.notices.filter(({ kind }) => kind === 'ReferenceRefused')

    it('is there when all of it was read, follows what is appended, and lets go what is taken away', async () => {
      await log.append(topic, people(10))
      const reference = await start()
      expect(asOf(reference, 'st-9')).toMatchObject({ kind: 'employee' })
      await log.append(topic, [
        person('st-3', { validFrom: since + 10, kind: 'contractor' }),
        { key: 'st-4', value: null },
        person('st-10'),
      ])
      await until(() => asOf(reference, 'st-10') !== undefined)
      await until(() => asOf(reference, 'st-4') === undefined)
      await until(() => asOf(reference, 'st-3')?.kind === 'contractor')
      expect(asOf(reference, 'st-3', since + 9)).toMatchObject({ kind: 'employee' })
      expect(asOf(reference, 'st-4', since)).toMatchObject({ kind: 'employee' })
    })

    it('is half-loaded while one partition of it was not read to its end: then nobody is known', async () => {
      await log.append(topic, people(10))
      const gate = Promise.withResolvers<void>()
      const slow: Log = {
        ...log,
        async readToEnd(name, partition, take, from) {
          if (partition === partitions - 1) await gate.promise
          await log.readToEnd(name, partition, take, from)
        },
      }
      const reference = await desk.open({ staff: `topic:${topic}`, log: slow })
      open = reference
      await log.append(topic, [person('st-11')])
      expect(tablesOf(reference).staff).toBeUndefined()
      gate.resolve()
      await until(() => asOf(reference, 'st-11') !== undefined)
      expect(asOf(reference, 'st-9')).toBeDefined()
    })

    it('is refused while the topic is empty, and believed as soon as it is not', async () => {
      const reference = await desk.open({ staff: `topic:${topic}`, log, over: { retryMs: 50 } })
      open = reference
      await until(() => refusals().length > 0)
      expect(refusals()[0]).toMatchObject({ reason: 'it is empty' })
      expect(tablesOf(reference).staff).toBeUndefined()
      await log.append(topic, people(3))
      await until(() => asOf(reference, 'st-2') !== undefined)
      expect(reference.says()[0]).not.toContain('refused')
    })

    it('believes no more deletions than a fifth of it, and says so', async () => {
      await log.append(topic, people(10))
      const reference = await start()
      const last = Array.from({ length: 9 }, (_, i) => ({ key: `st-${i}`, value: null }))
      for (const record of last) await log.append(topic, [record])
      await until(() => refusals().length > 0)
      expect(refusals()[0]).toMatchObject({ reason: '30 % fewer rows by deletions, which are not believed' })
      await log.append(topic, [person('st-20')])
      await until(() => asOf(reference, 'st-20') !== undefined)
      // Eight of ten, and whoever came: that one may have made room for one deletion more.
      const ids = [...Array.from({ length: 10 }, (_, i) => `st-${i}`), 'st-20']
      expect(ids.filter((id) => asOf(reference, id) !== undefined).length).toBeGreaterThanOrEqual(8)
    })

    it('knows nothing more of whom a record cannot be read, and goes on with the next', async () => {
      await log.append(topic, people(10))
      const reference = await start()
      await log.append(topic, [{ key: 'st-1', value: Buffer.from('{"id":"st-1","kind":"bo') }])
      await log.append(topic, [person('st-2', { validFrom: since + 10, team: 'appeals' })])
      await until(() => asOf(reference, 'st-2')?.team === 'appeals')
      await until(() => asOf(reference, 'st-1') === undefined)
      expect(desk.notices.filter(({ kind }) => kind === 'ReferenceUnreadable')).toHaveLength(1)
    })

    it('tells of a field that it does not read', async () => {
      await log.append(topic, [person('st-1', { taem: 'appeals' }), person('st-2', { taem: 'appeals' })])
      await start()
      expect(desk.notices.filter(({ kind }) => kind === 'ReferenceFieldUnread')).toMatchObject([
        { table: 'staff.records', says: '`taem` is not read: did you mean "team"?' },
      ])
    })

    it('goes on from its snapshot after a restart, and again after the next', async () => {
      await log.append(topic, people(40))
      await start()
      await stop()
      for (let restart = 1; restart <= 2; restart++) {
        await log.append(topic, [person(`new-${restart}`)])
        let read = 0
        const counted: Log = {
          ...log,
          readToEnd: (name, partition, take, from) =>
            log.readToEnd(name, partition, (records) => ((read += records.length), take(records)), from),
        }
        const reference = await start({ log: counted })
        await until(() => asOf(reference, `new-${restart}`) !== undefined)
        expect(asOf(reference, 'st-39')).toMatchObject({ kind: 'employee' })
        expect(read).toBeLessThanOrEqual(partitions + 1)
        await stop()
      }
    })

    it('counts as unknown when nothing was appended to it for longer than its limit', async () => {
      await log.append(topic, people(10))
      const reference = await start()
      desk.clock.aheadMs = 3_700_000
      expect(tablesOf(reference).staff).toBeUndefined()
      desk.clock.aheadMs = 0
      expect(asOf(reference, 'st-1')).toBeDefined()
    })
  })
}
