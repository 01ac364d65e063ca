import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { handoverMsMax, logContract } from './contract.ts'

logContract('embedded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-log-'))
  const open = () => openEmbeddedLog({ path: join(folder, 'log.db'), notice: () => {}, handoverMsMax })
  const log = await open()
  let last = log
  return {
    log,
    async restart() {
      await last.close()
      last = await open()
      return last
    },
    async close() {
      await last.close()
      rmSync(folder, { recursive: true })
    },
  }
})
