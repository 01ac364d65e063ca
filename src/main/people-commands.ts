import type { Command } from 'commander'
import type { AddFlags, DisableFlags, ListFlags, PeopleFlags } from '../commands/people.ts'
import { reasonFlag } from '../commands/reason-flag.ts'
import { carefully } from './carefully.ts'

/** `people add | list | disable | passwd` */
export function addPeopleCommands(program: Command): void {
  const people = program.command('people').description('who may sign in at the console, and as what')
  people
    .command('add')
    .argument('<id>', 'the id that their acts as staff have too, if they have any')
    .description('adds a person; asks for the secret, or reads it from standard input')
    .requiredOption('--role <role...>', 'viewer, analyst, approver, admin, auditor')
    .option('--name <name>', 'as the page shows it (default: the id)')
    .option('--team <team>', 'as staff records name it')
    .option('--by <person>', 'who adds them (default: who sits at this terminal)')
    .option('--data <folder>', 'the data folder')
    .action((id: string, flags: AddFlags) =>
      carefully(async () => {
        const { addPerson } = await import('../commands/people.ts')
        return addPerson(id, flags)
      }),
    )
  people
    .command('list')
    .description('everybody, with roles and team')
    .option('--json', 'print one JSON object a line')
    .option('--data <folder>', 'the data folder')
    .action((flags: ListFlags) =>
      carefully(async () => {
        const { listPeople } = await import('../commands/people.ts')
        return listPeople(flags)
      }),
    )
  people
    .command('disable')
    .argument('<id>')
    .description('signs a person out everywhere, for good; their id is never given to another')
    .requiredOption('--reason <text>', 'why', reasonFlag)
    .option('--by <person>', 'who decided it (default: who sits at this terminal)')
    .option('--data <folder>', 'the data folder')
    .action((id: string, flags: DisableFlags) =>
      carefully(async () => {
        const { disablePerson } = await import('../commands/people.ts')
        return disablePerson(id, flags)
      }),
    )
  people
    .command('passwd')
    .argument('<id>')
    .description('a new secret, asked for or read from standard input; signs them out everywhere')
    .option('--by <person>', 'who sets it (default: who sits at this terminal)')
    .option('--data <folder>', 'the data folder')
    .action((id: string, flags: PeopleFlags) =>
      carefully(async () => {
        const { setSecret } = await import('../commands/people.ts')
        return setSecret(id, flags)
      }),
    )
}
