import { setFlagsFromString } from 'node:v8'

/** Keeps the space small that V8 makes new objects in, for all threads of this process from now on.
 *
 *  Left alone, it grows to tens of MiB under a steady stream, and clearing it then holds the event loop for 10 to 20 ms
 *  each time, many times a second: longer than a tool should wait that asks before it acts. A small one is cleared more
 *  often, in a millisecond or two, for about as much CPU time in all. V8 reads this flag each time it could grow the
 *  space, so it need not come on the command line of Node; `--max-semi-space-size` would have to. */
export function keepPausesShort(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
