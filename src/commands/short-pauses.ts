import { setFlagsFromString } from 'node:v8'

/** Keeps the space small that V8 makes new objects in, for all threads of this process from now on. Loading a program
 *  makes it grow already, so this comes first.
 *
 *  Left alone, it grows to tens of MiB under a steady stream, and clearing it then holds the event loop for some 10 ms,
 *  about once a second: longer than a tool should wait that asks before it acts. A small one is cleared more often, in a
 *  millisecond or two, for a few per cent more CPU time in all. V8 reads this flag each time it could grow the space, so
 *  it need not come on the command line of Node; `--max-semi-space-size` would have to. */
export function keepPausesShort(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
