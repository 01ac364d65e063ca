import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import type { CheckSignature } from '../core/audit/head.ts'
import { openCheck } from '../edges/audit/signing-key.ts'
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

/** The record of an installation that is there: a store that is made to be looked at holds nothing, and would be
 *  sound. */
export async function openOwnRecord(config: Config): Promise<Database> {
  const path = join(config.data, 'store.sqlite')
  if (config.storeUrl === '' && !existsSync(path))
    throw new Trouble(`there is no record in ${config.data}: it has no store.sqlite. ${nameData}`)
  return openOwnStore(config)
}

/** The public keys that heads are held against: those that were named, or the installation's own. */
export async function openOwnCheck(
  named: readonly string[] | undefined,
  config: () => Config,
): Promise<CheckSignature> {
  if (named !== undefined) return openCheck(named)
  const { data } = config()
  const path = join(data, 'audit.pub')
  if (!existsSync(path))
    throw new Trouble(
      `there is no public key to check with: ${data} has no audit.pub. ${nameData}, or the key with --key`,
    )
  return openCheck([path])
}

const nameData = 'Name the data folder of an installation with --data'

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
