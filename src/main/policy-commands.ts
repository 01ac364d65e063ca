import type { Command } from 'commander'
import type { DiffFlags } from '../commands/policy/diff.ts'
import type { TestFlags } from '../commands/policy/test.ts'
import { historyOptions } from './history-options.ts'

/** `policy check | diff | test` */
export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('read, compare and try policies')
  policy
    .command('check')
    .argument('[file...]', 'the policies that ship, if none is named')
    .description('every fault with its line and column, or what the policy says')
    .action(async (files: string[]) => {
      const { checkPolicies } = await import('../commands/policy/check.ts')
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
      const { diffPolicies } = await import('../commands/policy/diff.ts')
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
      const { testPolicies } = await import('../commands/policy/test.ts')
      process.exitCode = await testPolicies(files, options)
    })
}
