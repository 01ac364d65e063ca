import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { topicContract } from './topic-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-reference-log-'))
const opening = openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
afterAll(async () => {
  await (await opening).close()
  rmSync(folder, { recursive: true, force: true })
})

topicContract('the embedded log', () => opening)
