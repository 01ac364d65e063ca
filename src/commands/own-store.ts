import { readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { type Database, openDatabase } from '../edges/store/database.ts'
import { checkOutputs } from './output-file.ts'

/** Which installation a command is about: its data folder, and the store that the environment names. */
export interface OwnStoreFlags {
  readonly data?: string
}

/** What the command line says when it is asked wrongly, or the store cannot be had: exit 2. */
export class Trouble extends Error {}

export function readOwnConfig({ data }: OwnStoreFlags): Config {
  const { config, faults } = readConfig({
    environment: process.env,
    flags: data === undefined ? {} : { data },
  })
  if (faults.length > 0) throw new Trouble(faults.map(({ at, says }) => `${at}: ${says}`).join('\n'))
  return config
}

/** The store of the installation, also while the program runs. */
export async function openOwnStore(config: Config): Promise<Database> {
  // What is written shows who suspended whom: for the user who runs this, and for nobody else.
  process.umask(0o077)
  return openDatabase(config.storeUrl || join(config.data, 'store.sqlite'))
}

/** Refuses to write over the store, the log, a key or anything else that lies in the data folder already. */
export async function mustNotBeOwn(config: Config, out: string | undefined): Promise<void> {
  const lying = await readdir(config.data).catch(() => [])
  const own = [...lying.map((name) => join(config.data, name)), config.storeUrl, config.auditHeads]
  await checkOutputs(
    { '--out': out },
    own.filter((path) => path !== ''),
    'it is a file of the installation itself, and writing would destroy it',
  )
}

/** Who sits at this terminal, where nobody was named. */
export function atTerminal(): string {
  try {
    return `shell:${userInfo().username}`
  } catch {
    return 'shell'
  }
}
