import { Command, Option } from 'commander'
import type { EraseFlags } from './commands/audit/erase.ts'
import type { ExportFlags } from './commands/audit/export.ts'
import type { ProveFlags } from './commands/audit/prove.ts'
import type { VerifyFlags } from './commands/audit/verify.ts'
import type { DemoCommandOptions } from './commands/demo.ts'
import type { EvaluateFlags } from './commands/evaluate/command.ts'
import type { FitFlags } from './commands/fit/command.ts'
import type { AddFlags, DisableFlags, ListFlags, PeopleFlags } from './commands/people.ts'
import type { DiffFlags } from './commands/policy/diff.ts'
import type { TestFlags } from './commands/policy/test.ts'
import type { ReplayFlags } from './commands/replay/command.ts'
import type { SwitchRecordFlags } from './commands/switch-record.ts'
import { allowed, flagOf } from './config.ts'
import { settings } from './settings.ts'

/** The command line. Each command is loaded when it is asked for: a replay needs no broker client. */
const program = new Command('countermand')
  .description("A second look at every account-state change made by a platform's own staff.")
  .showHelpAfterError()

const soundness = '\nExit code: 0 sound, 1 unsound, 2 trouble.'

const start = program
  .command('start')
  .description('run: watch changes, tell analysts, undo what was not meant')
  .action(async (flags: Record<string, string>) => {
    const { runStart } = await import('./commands/start.ts')
    await runStart(flags)
  })
for (const setting of settings) {
  const shown =
    'default' in setting && setting.kind !== 'secret'
      ? ` (${allowed(setting)}; default ${shownDefault(setting.default)})`
      : ''
  // A secret on a command line is readable by everybody on the machine.
  if (setting.kind === 'secret') continue
  start.addOption(new Option(`--${flagOf(setting)} <value>`, `${setting.why}${shown}`))
}

historyOptions(
  program
    .command('replay')
    .description('history through a policy: the same decisions as the stream, with no effect on anything')
    .argument('<file...>', 'CSV, NDJSON or JSON, also .gz'),
)
  .option('--policy <file>', 'the policy to go by (default schemas/policies/default.yaml)')
  .option('--out <file>', 'one JSON line for each change that alerted; - for standard output')
  .option('--scores <file>', 'eventId, suspicion, stakes, score of every change, as CSV')
  .option('--verdicts <file>', 'what analysts said, and when: eventId, verdict, at (CSV or NDJSON)')
  .option('--staff <file>', 'records of staff, for what the changes do not say (CSV, NDJSON or JSON)')
  .option('--accounts <file>', 'profiles of accounts, likewise')
  .option('--simulate-gates', 'say what ceiling, budgets and cooldown would have made of each mode')
  .action(async (files: string[], options: ReplayFlags) => {
    const { runReplay } = await import('./commands/replay/command.ts')
    process.exitCode = await runReplay(files, options)
  })

historyOptions(
  program
    .command('evaluate')
    .description('detection quality: what policies make of a labelled history, side by side')
    .argument('<file...>', 'the history: CSV, NDJSON or JSON, also .gz'),
)
  .option('--policy <file...>', 'one column each (default schemas/policies/default.yaml)')
  .option('--decisions <file...>', 'what replay --out wrote, instead of policies')
  .option('--labels <file...>', 'event_id, label, incident; or what became of restrictions (CSV or NDJSON)')
  .option('--from <date>', 'measure from here on; everything before it warms up')
  .option('--to <date>', 'measure what is before this')
  .option('--verdicts <file>', 'what analysts said, and when: eventId, verdict, at (CSV or NDJSON)')
  .option('--json', 'print the measures as one JSON object')
  .option('--picture <file>', 'draw alerts a day against incidents caught, as SVG')
  .action(async (files: string[], options: EvaluateFlags) => {
    const { runEvaluate } = await import('./commands/evaluate/command.ts')
    process.exitCode = await runEvaluate(files, options)
  })

historyOptions(
  program
    .command('fit')
    .description('learn weights and peers from history and labels; a policy is written only with --write')
    .argument('<file...>', 'the history: CSV, NDJSON or JSON, also .gz'),
)
  .option(
    '--labels <file...>',
    'what people said, or what became of restrictions (default: the history itself)',
  )
  .option('--policy <file>', 'the policy to start from (default schemas/policies/default.yaml)')
  .option('--until <date>', 'fit on changes before it (default: the first two thirds of the time)')
  .option('--test-from <date>', 'judge on changes from then on (default: --until)')
  .option('--with-networks', 'fit on restrictions of addresses and networks too')
  .option('--label-weight <number>', 'how many changes one labelled by name counts for (default 1)')
  .option('--hold <name...>', 'evidence, weights or peers that stay, such as tempo or tenure.lastDay')
  .option('--keep-starts', 'leave where suspicion starts: points right in differences, not in sum')
  .option('--keep-thresholds', 'leave alertAt, bands and modes as they are, whatever load that makes')
  .option('--write <file>', 'the policy with what was learnt, its comments kept')
  .option('--json', 'print all of it as one JSON object')
  .action(async (files: string[], options: FitFlags) => {
    const { runFit } = await import('./commands/fit/command.ts')
    process.exitCode = await runFit(files, options)
  })

const policy = program.command('policy').description('read, compare and try policies')
policy
  .command('check')
  .argument('[file...]', 'the policies that ship, if none is named')
  .description('every fault with its line and column, or what the policy says')
  .action(async (files: string[]) => {
    const { checkPolicies } = await import('./commands/policy/check.ts')
    const { ok, text } = await checkPolicies(files)
    ;(ok ? console.log : console.error)(text)
    process.exitCode = ok ? 0 : 1
  })
historyOptions(
  policy
    .command('diff')
    .argument('<old>')
    .argument('<new>')
    .argument('[history...]', 'CSV, NDJSON or JSON, also .gz: both policies go through it')
    .description('what two policies say differently, and what that would have changed in history'),
)
  .option('--show <number>', 'how many of each kind are told in a sentence (default 5)')
  .option('--json', 'print one JSON object')
  .addHelpText('after', '\nExit code: 0 where both say the same, 1 where they differ, 2 on trouble.')
  .action(async (before: string, after: string, files: string[], options: DiffFlags) => {
    const { diffPolicies } = await import('./commands/policy/diff.ts')
    process.exitCode = await diffPolicies({ before, after }, files, options)
  })

policy
  .command('test')
  .argument('[file...]', 'table tests; those that ship, if none is named')
  .description('rows of "actor does account reason when -> mode severity", played through their policy')
  .option('--policy <file>', 'another policy than the tables name')
  .option('--json', 'print one JSON object with every row')
  .option('--words', 'print the words that cells may say')
  .addHelpText('after', '\nExit code: 0 where every row holds, 1 where one does not, or a file has faults.')
  .action(async (files: string[], options: TestFlags) => {
    const { testPolicies } = await import('./commands/policy/test.ts')
    process.exitCode = await testPolicies(files, options)
  })

const audit = program
  .command('audit')
  .description('the record of everything that changed or was seen: check, prove, export, erase')
audit
  .command('verify')
  .argument('[export]', 'what audit export wrote; the store of this installation if not given')
  .description('finds every flip, insertion, deletion, reordering, truncation and rewrite, and says where')
  .option('--heads <place...>', 'files or folders of heads (default as the settings say)')
  .option('--key <file...>', 'public keys (default audit.pub in the data folder)')
  .option('--data <folder>', 'the data folder')
  .option('--json', 'print one JSON object')
  .addHelpText('after', soundness)
  .action((file: string | undefined, flags: VerifyFlags) =>
    carefully(async () => {
      const { runVerify } = await import('./commands/audit/verify.ts')
      return runVerify(file, flags)
    }),
  )
audit
  .command('prove')
  .argument('[entry]', 'its number')
  .description('a compact proof that one entry is in the record, or a look whether one holds')
  .option('--out <file>', 'where to write it (default standard output)')
  .option('--check <proof>', 'look whether this proof holds; needs no store')
  .option('--key <file...>', 'public keys (default audit.pub in the data folder)')
  .option('--data <folder>', 'the data folder')
  .addHelpText('after', soundness)
  .action((entry: string | undefined, flags: ProveFlags) =>
    carefully(async () => {
      const { runProve } = await import('./commands/audit/prove.ts')
      return runProve(entry, flags)
    }),
  )
audit
  .command('export')
  .description('the record as NDJSON with its heads; what is about people stays sealed')
  .option('--out <file>', 'where to write it (default standard output)')
  .option('--by <person>', 'who exports (default: who sits at this terminal)')
  .option('--reason <text>', 'why')
  .option('--data <folder>', 'the data folder')
  .action((flags: ExportFlags) =>
    carefully(async () => {
      const { runExport } = await import('./commands/audit/export.ts')
      await runExport(flags)
      return 0
    }),
  )
audit
  .command('erase')
  .argument('<subject>', 'id of a person or member of staff')
  .description('makes what the record says of one person unreadable for ever; the record stays sound')
  .requiredOption('--by <person>', 'who decided it')
  .requiredOption('--reason <text>', 'why')
  .option('--data <folder>', 'the data folder')
  .action((subject: string, flags: EraseFlags) =>
    carefully(async () => {
      const { runErase } = await import('./commands/audit/erase.ts')
      await runErase(subject, flags)
      return 0
    }),
  )

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
      const { addPerson } = await import('./commands/people.ts')
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
      const { listPeople } = await import('./commands/people.ts')
      return listPeople(flags)
    }),
  )
people
  .command('disable')
  .argument('<id>')
  .description('signs a person out everywhere, for good; their id is never given to another')
  .requiredOption('--reason <text>', 'why')
  .option('--by <person>', 'who decided it (default: who sits at this terminal)')
  .option('--data <folder>', 'the data folder')
  .action((id: string, flags: DisableFlags) =>
    carefully(async () => {
      const { disablePerson } = await import('./commands/people.ts')
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
      const { setSecret } = await import('./commands/people.ts')
      return setSecret(id, flags)
    }),
  )

program
  .command('detect-series')
  .description('how surprising each value of a series is, 0 to 1: timestamp,value,score')
  .argument('<file>', 'CSV with timestamp and value, also .gz; - for standard input')
  .action(async (file: string) => {
    const { runDetectSeries } = await import('./commands/detect-series.ts')
    process.exitCode = await runDetectSeries(file)
  })

program
  .command('switch-record')
  .description('print a signed record that turns the kill switch, for the topic countermand.switches')
  .argument('<on|off>')
  .option('--by <name>', 'who turns it')
  .option('--reason <text>', 'why')
  .option(
    '--key <file>',
    'the secret, or the private Ed25519 key in PEM (default: switch.key in the data folder)',
  )
  .option('--data <folder>', 'the data folder', './data')
  .action(async (turn: string, flags: SwitchRecordFlags) => {
    const { printSwitchRecord } = await import('./commands/switch-record.ts')
    process.exitCode = await printSwitchRecord(turn, flags, Date.now())
  })

program
  .command('demo')
  .description('play an incident on the running demo and wait for its outcome')
  .argument('<incident>')
  .option('--json', 'print the result as one JSON object')
  .option('--seed <number>', 'the same seed makes the same actor and accounts')
  .option('--reason <code>', 'the reason the actor gives, such as child-safety')
  .option('--port <port>', 'where the program listens', '7411')
  .option('--data <folder>', 'its data folder', './data')
  .action(async (incident: string, options: DemoCommandOptions) => {
    const { runDemo } = await import('./commands/demo.ts')
    process.exitCode = await runDemo(incident, options)
  })

await program.parseAsync()

/** Trouble is told in a sentence and ends with 2: 1 is for what was looked at and found wrong. */
async function carefully(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run()
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : String(cause))
    process.exitCode = 2
  }
}

/** How files of history are read, wherever a command reads them. */
function historyOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'by the name of the file if not given').choices([
        'ndjson',
        'csv',
        'json',
      ]),
    )
    .option('--mapping <file>', "how the file's records become changes")
    .option(
      '--table <name=file...>',
      'a side list that the mapping names, where it does not lie beside mapping or input',
    )
}

function shownDefault(value: unknown): string {
  const text = Array.isArray(value) ? value.join(',') : String(value)
  return text === '' ? 'none' : text === 'true' ? 'on' : text === 'false' ? 'off' : text
}
