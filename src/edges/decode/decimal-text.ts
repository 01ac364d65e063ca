import avro from 'avsc'

/** A decimal of 154 digits. Turning bytes into digits takes time by the square of their number. */
const decimalBytesMax = 64

/** Decimals as text, exactly: Debezium and Kafka Connect write ids of the type NUMERIC so.
 *
 *  bytes 01e2 40, scale 2 -> "1234.56"   bytes ff, scale 0 -> "-1"   bytes 05, scale 3 -> "0.005" */
export class DecimalText extends avro.types.LogicalType {
  readonly #scale: number

  constructor(schema: avro.Schema, options?: unknown) {
    super(schema, options)
    const scale = (schema as { scale?: unknown }).scale ?? 0
    // A scale makes that many digits of each value, so it is bounded like any other length.
    if (typeof scale !== 'number' || !(scale >= 0 && scale <= 100)) throw new Error('a scale of 0 to 100')
    this.#scale = scale
  }

  protected override _fromValue(bytes: Buffer): string {
    if (bytes.length > decimalBytesMax) throw new Error(`a decimal of more than ${decimalBytesMax} bytes`)
    const unscaled = BigInt.asIntN(bytes.length * 8, BigInt(`0x0${bytes.toString('hex')}`))
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(this.#scale + 1, '0')
    const sign = unscaled < 0n ? '-' : ''
    if (this.#scale === 0) return sign + digits
    return `${sign}${digits.slice(0, -this.#scale)}.${digits.slice(-this.#scale)}`
  }

  /** Only read, never written. */
  protected override _toValue(): undefined {
    return undefined
  }

  protected override _resolve(): undefined {
    return undefined
  }
}
