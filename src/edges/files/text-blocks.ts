import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { unreadableFile } from './unreadable-file.ts'

/** The text of a file in blocks, unpacked where its name ends in `.gz`. `onBytes` hears of every block of the
 *  file as it lies there, before it is unpacked. Throws `EdgeError('file-unreadable')`. */
export async function* textBlocks(path: string, onBytes?: (count: number) => void): AsyncIterable<string> {
  const file = createReadStream(path, { highWaterMark: blockBytes })
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip({ chunkSize: blockBytes })) : file
  // A failure to open does not travel along `pipe` by itself.
  if (bytes !== file) file.on('error', (cause) => bytes.destroy(cause))
  const decoder = new TextDecoder()
  try {
    let told = 0
    for await (const block of bytes) {
      onBytes?.(file.bytesRead - told)
      told = file.bytesRead
      yield decoder.decode(block, { stream: true })
    }
  } catch (cause) {
    throw unreadableFile(path, cause)
  } finally {
    file.destroy()
  }
  yield decoder.decode()
}

/** Large enough that the cost of a block does not show beside that of its lines. */
const blockBytes = 262_144
