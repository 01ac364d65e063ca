import { promisify } from 'node:util'
import { gzip, unzip, zstdCompress, zstdDecompress } from 'node:zlib'
import { EdgeError } from '../../../ports/edge-error.ts'
import { kafkajs } from './kafkajs.ts'

/** A batch on the wire has at most about 1 MB; one that unpacks to more than this is no honest batch. kafkajs's
 *  own codec knows no bound: 522 kB of gzip became 512 MiB. */
const unpackedBytesMax = 32 * 2 ** 20

/** Node brings gzip and zstd. The two others would each need a library for what a topic's setting can say. */
export function bringCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  const bound = { maxOutputLength: unpackedBytesMax }
  const unzipped = (packed: Buffer) => promisify(unzip)(packed, bound)
  const unzstandarded = (packed: Buffer) => promisify(zstdDecompress)(packed, bound)
  CompressionCodecs[CompressionTypes.GZIP] = codec(promisify(gzip), unzipped)
  CompressionCodecs[CompressionTypes.ZSTD] = codec(promisify(zstdCompress), unzstandarded)
  CompressionCodecs[CompressionTypes.Snappy] = refusing('snappy')
  CompressionCodecs[CompressionTypes.LZ4] = refusing('lz4')
}

type Pack = (bytes: Buffer) => Promise<Buffer>

function codec(pack: Pack, unpack: Pack) {
  return () => ({
    compress: ({ buffer }: { buffer: Buffer }) => pack(buffer),
    decompress: (packed: Buffer) =>
      unpack(packed).catch((cause: unknown) => {
        throw final(
          'too-large',
          `a compressed batch cannot be unpacked within ${unpackedBytesMax} bytes: ${String(cause)}`,
        )
      }),
  })
}

function refusing(name: string) {
  return () => {
    throw final(
      'log-refused',
      `a batch is compressed with ${name}, which is not supported: set the producer's or the topic's ` +
        'compression.type to gzip, zstd or none',
    )
  }
}

/** kafkajs tries an error again unless it says, in kafkajs's own word, that this is of no use. */
function final(code: 'too-large' | 'log-refused', says: string): EdgeError {
  return Object.assign(new EdgeError(code, says, { retryable: false }), { retriable: false })
}
