import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import { buildPage } from '../../src/console/page-build.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a page may cost before it shows anything. */
const scriptBytesMax = 60 * 1024

it('the page is built once for its sources, within its budget, with nothing written into it', async () => {
  const page = await buildPage(join(folder, 'page'))
  const html = readFileSync(join(page, 'page.html'), 'utf8')
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)

  const scripts = readdirSync(join(page, 'assets')).filter((name) => name.endsWith('.js'))
  const bytes = scripts.map((name) => gzipSync(readFileSync(join(page, 'assets', name))).length)
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(scriptBytesMax)

  const builtAt = statSync(join(page, 'page.html')).mtimeMs
  expect(await buildPage(join(folder, 'page'))).toBe(page)
  expect(statSync(join(page, 'page.html')).mtimeMs).toBe(builtAt)
  expect(existsSync(join(page, 'sources.sha256'))).toBe(true)
})
