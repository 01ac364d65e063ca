import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { hashSecret, refuseSecret } from '../edges/secret-hash.ts'
import { openPeople } from '../edges/store/people.ts'
import { type DeskRole, deskRoles, type People, personIdForm } from '../ports/people.ts'
import { atTerminal, type OwnStoreFlags, openOwnStore, readOwnConfig, Trouble } from './own-store.ts'

export interface PeopleFlags extends OwnStoreFlags {
  readonly by?: string
}
export interface AddFlags extends PeopleFlags {
  readonly role: readonly string[]
  readonly name?: string
  readonly team?: string
}
export interface DisableFlags extends PeopleFlags {
  readonly reason: string
}
export interface ListFlags extends OwnStoreFlags {
  readonly json?: boolean
}

export async function addPerson(id: string, flags: AddFlags): Promise<number> {
  if (!personIdForm.test(id))
    throw new Trouble(`${JSON.stringify(id)} is no id: letters, digits and . @ : + - _`)
  const roles = flags.role.flatMap((role) => role.split(','))
  const unknown = roles.find((role) => !deskRoles.some((known) => known === role))
  if (unknown !== undefined)
    throw new Trouble(`there is no role "${unknown}"; there are ${deskRoles.join(', ')}`)
  const acting = roles.find((role) => role !== 'auditor' && role !== 'viewer')
  if (acting !== undefined && roles.includes('auditor'))
    throw new Trouble(`nobody is ${acting} and auditor: whoever acts does not also read over the record`)
  return withPeople(flags, async (people) => {
    if ((await people.find(id)) !== undefined) throw new Trouble(`${id} is there already`)
    const secretHash = await hashSecret(await askSecret(id))
    const person = {
      id,
      name: flags.name ?? id,
      team: flags.team,
      roles: deskRoles.filter((role): role is DeskRole => roles.includes(role)),
      secretHash,
    }
    if (!(await people.add(person, flags.by ?? atTerminal(), Date.now())))
      throw new Trouble(`${id} is there already`)
    console.log(`${id} may sign in as ${person.roles.join(', ')}`)
  })
}

export async function listPeople(flags: ListFlags): Promise<number> {
  return withPeople(flags, async (people) => {
    for (const { secretHash: _secretHash, ...person } of await people.list()) {
      const { id, name, team = '', roles, disabledAt } = person
      const state = disabledAt === undefined ? '' : `disabled ${new Date(disabledAt).toISOString()}`
      console.log(
        flags.json ? JSON.stringify(person) : [id, name, team, roles.join(','), state].join('\t').trimEnd(),
      )
    }
  })
}

export async function disablePerson(id: string, flags: DisableFlags): Promise<number> {
  return withPeople(flags, async (people) => {
    if (!(await people.disable(id, flags.by ?? atTerminal(), flags.reason, Date.now())))
      throw new Trouble(`there is nobody "${id}" who may sign in`)
    console.log(`${id} may not sign in any more, and is signed out everywhere`)
  })
}

export async function setSecret(id: string, flags: PeopleFlags): Promise<number> {
  return withPeople(flags, async (people) => {
    if ((await people.find(id)) === undefined) throw new Trouble(`there is nobody "${id}"`)
    const secretHash = await hashSecret(await askSecret(id))
    await people.setSecret(id, secretHash, flags.by ?? atTerminal(), Date.now())
    console.log(`${id} has a new secret, and is signed out everywhere`)
  })
}

async function withPeople(flags: OwnStoreFlags, run: (people: People) => Promise<void>): Promise<number> {
  const database = await openOwnStore(readOwnConfig(flags))
  try {
    await run(openPeople(database))
    return 0
  } finally {
    await database.destroy()
  }
}

/** From the terminal, twice and unseen; from anything else, its first line. */
async function askSecret(id: string): Promise<string> {
  const { stdin, stdout } = process
  const secret = stdin.isTTY ? await askTwice(id, stdin, stdout) : await firstLine(stdin)
  const refusal = refuseSecret(secret)
  if (refusal !== undefined) throw new Trouble(refusal)
  return secret
}

async function askTwice(id: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  // What is typed is echoed into nothing.
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nothing, terminal: true })
  lines.on('SIGINT', () => process.exit(130))
  try {
    output.write(`secret of ${id}: `)
    const first = await lines.question('')
    output.write('\nagain: ')
    const second = await lines.question('')
    output.write('\n')
    if (first !== second) throw new Trouble('these were two different secrets')
    return first
  } finally {
    lines.close()
  }
}

async function firstLine(input: NodeJS.ReadStream): Promise<string> {
  for await (const line of createInterface({ input })) return line
  return ''
}
