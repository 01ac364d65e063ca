import type { Command } from 'commander'
import type { EraseFlags } from '../commands/audit/erase.ts'
import type { ExportFlags } from '../commands/audit/export.ts'
import type { ProveFlags } from '../commands/audit/prove.ts'
import type { VerifyFlags } from '../commands/audit/verify.ts'
import { reasonFlag } from '../commands/reason-flag.ts'
import { carefully } from './carefully.ts'

const soundness = '\nExit code: 0 sound, 1 unsound, 2 trouble.'

/** `audit verify | prove | export | erase` */
export function addAuditCommands(program: Command): void {
  const audit = program
    .command('audit')
    .description('the record of everything that changed or was seen: check, prove, export, erase')
  audit
    .command('verify')
    .argument('[export]', 'what audit export wrote; the store of this installation if not given')
    .description(
      'finds every flip, insertion, deletion, reordering, truncation and rewrite, and what nobody can read though it was not erased, and says where',
    )
    .option('--heads <place...>', 'files or folders of heads (default as the settings say)')
    .option('--key <file...>', 'public keys (default audit.pub in the data folder)')
    .option('--data <folder>', 'the data folder')
    .option('--json', 'print one JSON object')
    .addHelpText('after', soundness)
    .action((file: string | undefined, flags: VerifyFlags) =>
      carefully(async () => {
        const { runVerify } = await import('../commands/audit/verify.ts')
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
        const { runProve } = await import('../commands/audit/prove.ts')
        return runProve(entry, flags)
      }),
    )
  audit
    .command('export')
    .description('the record as NDJSON with its heads; what is about people stays sealed')
    .option('--out <file>', 'where to write it (default standard output)')
    .option('--by <person>', 'who exports (default: who sits at this terminal)')
    .option('--reason <text>', 'why', reasonFlag)
    .option('--data <folder>', 'the data folder')
    .action((flags: ExportFlags) =>
      carefully(async () => {
        const { runExport } = await import('../commands/audit/export.ts')
        await runExport(flags)
        return 0
      }),
    )
  audit
    .command('erase')
    .argument('<subject>', 'id of a person or member of staff')
    .description('makes what the record says of one person unreadable for ever; the record stays sound')
    .requiredOption('--by <person>', 'who decided it')
    .requiredOption('--reason <text>', 'why', reasonFlag)
    .option('--data <folder>', 'the data folder')
    .action((subject: string, flags: EraseFlags) =>
      carefully(async () => {
        const { runErase } = await import('../commands/audit/erase.ts')
        await runErase(subject, flags)
        return 0
      }),
    )
}
