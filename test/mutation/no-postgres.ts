/** In the place of `test/real/postgres.ts` while mutants run. */
export async function startPostgres(): Promise<string> {
  return 'mutants are run against SQLite alone'
}
