#!/usr/bin/env node
// The launcher. It is plain JavaScript so that any Node can run it: where this Node cannot run
// TypeScript by itself, it hands over to the Node 24 that npm installed beside the project.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = new URL('./main.ts', import.meta.url)

if (process.features.typescript) {
  await import(main.href)
} else {
  const node = bundledNode()
  if (node === undefined) {
    console.error(
      `countermand needs Node 24 or newer (this is ${process.version}) and found none beside it: ` +
        'run "npm ci" without --omit=optional, or install Node 24.',
    )
    process.exit(1)
  }
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

/** The Node that npm brought for this operating system, if it did. */
function bundledNode() {
  const require = createRequire(import.meta.url)
  const program = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  for (const name of ['node', 'node-bin']) {
    try {
      const manifest = require.resolve(
        `${name}-${process.platform.replace('win32', 'win')}-${process.arch}/package.json`,
      )
      return join(dirname(manifest), program)
    } catch {
      // not this one: the next name, or undefined
    }
  }
  return undefined
}
