import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { scoredRows } from '../../src/commands/detect-series.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-series-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const times = Array.from({ length: 300 }, (_, row) => new Date(Date.UTC(2014, 3, 1, 0, 5 * row)))
const rows = times.map((time, row) => {
  const value = row === 250 ? 90 : 20 + (row % 7)
  return `${time.toISOString().slice(0, 19).replace('T', ' ')},${value}`
})

async function scoresOf(name: string, content: string | Buffer): Promise<string[]> {
  const path = join(folder, name)
  writeFileSync(path, content)
  let text = ''
  for await (const block of scoredRows(path)) text += block
  return text.trimEnd().split('\n')
}

describe('detect-series', () => {
  it('prints each row as it came, with its score, and the odd one stands out', async () => {
    const [head, ...scored] = await scoresOf('plain.csv', ['timestamp,value', ...rows].join('\n'))
    expect(head).toBe('timestamp,value,score')
    expect(scored.map((line) => line.replace(/,[^,]*$/, ''))).toEqual(rows)
    const scores = scored.map((line) => Number(line.split(',')[2]))
    expect(scores.indexOf(Math.max(...scores))).toBe(250)
    expect(scores[250]).toBeGreaterThan(0.8)
    expect(scored[0]).toMatch(/,0\.000000$/)
  })

  it('reads the same from gzip, without a head, with Windows line ends, quotes, and more columns', async () => {
    const plain = await scoresOf('a.csv', ['timestamp,value', ...rows, ''].join('\n'))
    expect(await scoresOf('b.csv.gz', gzipSync(['timestamp,value', ...rows].join('\n')))).toEqual(plain)
    expect(await scoresOf('c.csv', rows.join('\n'))).toEqual(plain)
    expect(await scoresOf('d.csv', rows.join('\r\n'))).toEqual(plain)
    expect(await scoresOf('e.csv', rows.map((row) => `"${row.replace(',', '","')}"`).join('\n'))).toEqual(
      plain,
    )
    const more = rows.map((row) => `host-1,${row.split(',').toReversed().join(',')}`)
    expect(await scoresOf('f.csv', ['host,value,timestamp', ...more].join('\n'))).toEqual(plain)
  })

  it('takes a quoted field for one, whatever stands in it, and hands it on as one', async () => {
    const plain = await scoresOf('a.csv', ['timestamp,value', ...rows, ''].join('\n'))
    const more = rows.map((row) => `"host, ""blue"", 1",${row}`)
    expect(await scoresOf('g.csv', ['host,timestamp,value', ...more].join('\n'))).toEqual(plain)
    const odd = await scoresOf('h.csv', ['timestamp,value', rows[0], '"so, so","a ""b"", c"'].join('\n'))
    expect(odd[2]).toBe('"so, so","a ""b"", c",0.000000')
  })

  it('does not guess what a comma in a number means', async () => {
    const torn = ['timestamp,value', rows[0], '2014-04-01 00:10:00,"1,200"'].join('\n')
    await expect(scoresOf('i.csv', torn)).rejects.toThrow(
      /i\.csv:3: is "1,200" a thousand or a fraction\? write numbers without commas$/u,
    )
  })

  it('reads standard input as it reads a file', async () => {
    const input = rows.join('\n')
    const printed = execFileSync(process.execPath, ['src/countermand.js', 'detect-series', '-'], { input })
    expect(printed.toString().trimEnd().split('\n')).toEqual(await scoresOf('same.csv', input))
  })

  it('scores a row that cannot be read 0, and loses none', async () => {
    const torn = [
      'timestamp,value',
      '2014-04-01 00:00:00,',
      'yesterday,5',
      '2014-04-01 00:10:00,NaN',
      '17',
      '',
    ]
    expect(await scoresOf('torn.csv', torn.join('\n\n'))).toEqual([
      'timestamp,value,score',
      '2014-04-01 00:00:00,,0.000000',
      'yesterday,5,0.000000',
      '2014-04-01 00:10:00,NaN,0.000000',
      '17,,0.000000',
    ])
  })

  it('does not take an empty field for a fall to nothing', async () => {
    const gap = '2014-04-01 20:00:00,'
    const scored = await scoresOf('gap.csv', rows.toSpliced(200, 0, gap).join('\n'))
    expect(scored[201]).toBe(`${gap},0.000000`)
    expect(scored.toSpliced(201, 1)).toEqual(await scoresOf('whole.csv', rows.join('\n')))
  })

  it('takes seconds and milliseconds since the epoch for the same times', async () => {
    const scoresWith = async (name: string, timeOf: (time: Date) => string) => {
      const lines = times.map((time, row) => `${timeOf(time)},${rows[row]?.split(',')[1]}`)
      return (await scoresOf(name, lines.join('\n'))).map((line) => line.split(',')[2])
    }
    const iso = await scoresWith('iso.csv', (time) => time.toISOString())
    expect(await scoresWith('ms.csv', (time) => String(time.getTime()))).toEqual(iso)
    expect(await scoresWith('s.csv', (time) => String(time.getTime() / 1000))).toEqual(iso)
  })

  it('says what is wrong with a file that is not there, or whose head names no value', async () => {
    writeFileSync(join(folder, 'wrong.csv'), 'time,count\n1,2\n')
    const run = (name: string) => {
      const args = ['src/countermand.js', 'detect-series', join(folder, name)]
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      return { status, said: stderr.replaceAll(folder, '') }
    }
    expect(run('wrong.csv')).toEqual({
      status: 1,
      said: '/wrong.csv: its head must name timestamp and value; it has time, count\n',
    })
    const missing = run('none.csv')
    expect(missing.status).toBe(1)
    expect(missing.said).toMatch(/^\/none.csv cannot be read: there is no such file$/m)
  })
})
