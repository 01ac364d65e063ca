import { Command, Option } from 'commander'
import { outliveReaders } from './commands/broken-pipe.ts'
import type { DemoCommandOptions } from './commands/demo.ts'
import type { EvaluateFlags } from './commands/evaluate/command.ts'
import type { FitFlags } from './commands/fit/command.ts'
import type { ReplayFlags } from './commands/replay/command.ts'
import type { SwitchRecordFlags } from './commands/switch-record.ts'
import { allowed, flagOf } from './config.ts'
import { addAuditCommands } from './main/audit-commands.ts'
import { historyOptions } from './main/history-options.ts'
import { addPeopleCommands } from './main/people-commands.ts'
import { addPolicyCommands } from './main/policy-commands.ts'
import { settings } from './settings.ts'

outliveReaders(process.stdout, process.stderr)

/** The command line. Each command is loaded when it is asked for: a replay needs no broker client. */
const program = new Command('countermand')
  .description("A second look at every account-state change made by a platform's own staff.")
  .showHelpAfterError()
  // What was asked for in the wrong words is trouble, and no answer: 1 is for what was looked at and found wrong.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

const start = program
  .command('start')
  .description('run: watch changes, tell analysts, undo what was not meant')
  .action(async (flags: Record<string, string>) => {
    const { keepPausesShort } = await import('./commands/short-pauses.ts')
    keepPausesShort()
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

addPolicyCommands(program)
addAuditCommands(program)
addPeopleCommands(program)

await program.parseAsync()

function shownDefault(value: unknown): string {
  const text = Array.isArray(value) ? value.join(',') : String(value)
  return text === '' ? 'none' : text === 'true' ? 'on' : text === 'false' ? 'off' : text
}
