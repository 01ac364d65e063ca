import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { startProgram } from './real/running-program.ts'

/** The pictures of the README, drawn anew from the running program: `node test/pictures.ts [folder]`. The demo, two of
 *  its incidents, and a browser (chromium, or CHROMIUM). */
const [folder = 'src/console/pictures'] = process.argv.slice(2)
const viewport = { width: 1360, height: 850 }
const data = mkdtempSync(join(tmpdir(), 'countermand-pictures-'))

const program = await startProgram(data, { startMsMax: 300_000 })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})
try {
  const page = await browser.newPage({ viewport, colorScheme: 'light' })
  await page.goto(program.signInLink)
  await play(page, 'Replay 2 November 2017')
  await page.locator('main').evaluate((main) => main.scrollTo(0, 0))
  await draw(page, 'console')

  await page.getByRole('option').first().click()
  await page.getByText('Why this was noticed').waitFor()
  await page.emulateMedia({ colorScheme: 'dark' })
  await draw(page, 'case')
} finally {
  await browser.close()
  await program.interrupt()
  rmSync(data, { recursive: true, force: true })
}

async function play(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByText(/Restored, and seen restored/).waitFor({ timeout: 60_000 })
}

async function draw(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(1_500)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
