import { type Command, Option } from 'commander'

/** How files of history are read, and what fills in what they do not say, wherever a command reads them. */
export function historyOptions(command: Command): Command {
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
    .option('--staff <file>', 'records of staff, for what the changes do not say (CSV, NDJSON or JSON)')
    .option('--accounts <file>', 'profiles of accounts, likewise')
}
