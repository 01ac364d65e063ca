import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('./ui/', import.meta.url))
const project = fileURLToPath(new URL('../../', import.meta.url))

/** Builds the analysts' page where its sources are newer than what was built of them, and gives the folder
 *  that holds it. Takes about a quarter of a second, or nothing. A package that comes without the sources is
 *  served as it was built. */
export async function buildPage(folder = join(project, 'dist', 'page')): Promise<string> {
  const stamp = join(folder, 'sources.sha256')
  const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined
  const sources = sourcesHash()
  if (sources === undefined) {
    if (built === undefined)
      throw new Error(`the page is neither built in ${folder} nor are its sources here`)
    return folder
  }
  if (built === sources) return folder

  // Built aside and moved into place, so that a server never serves half of a page.
  const aside = `${folder}.${process.pid}`
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: source,
    logLevel: 'error',
    build: {
      outDir: aside,
      emptyOutDir: true,
      rolldownOptions: { input: join(source, 'page.html') },
      target: 'es2023',
      // Every browser that can show the page preloads modules by itself.
      modulePreload: { polyfill: false },
      // Our policy takes no `data:` for scripts or styles, so nothing is written into the page.
      assetsInlineLimit: 0,
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  })
  writeFileSync(join(aside, 'sources.sha256'), sources)
  mkdirSync(dirname(folder), { recursive: true })
  rmSync(folder, { recursive: true, force: true })
  renameSync(aside, folder)
  return folder
}

/** Over everything that the page may import; undefined where the sources are not here. */
function sourcesHash(): string | undefined {
  if (!existsSync(join(source, 'main.tsx'))) return undefined
  const files = globSync('src/{console/ui,console/live,core}/**/*.{ts,tsx,css,html,svg}', {
    cwd: project,
  }).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(project, file)))
  return hash.digest('hex')
}
