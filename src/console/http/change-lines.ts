/** The records of one request body, as the bytes that were sent: nothing is parsed and written again, so that
 *  no number changes on its way to the reader that judges it.
 *
 *  `application/x-ndjson` is one record a line; `application/json` is one record, or an array of them. */
export function splitRecords(body: Buffer, contentType: string): Buffer[] {
  if (contentType.startsWith('application/x-ndjson')) return lines(body)
  return firstVisible(body) === openBracket ? elements(body) : [body]
}

function lines(body: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf(newline, start)
    const line = body.subarray(start, end === -1 ? body.length : end)
    if (firstVisible(line) !== undefined) found.push(line)
    start = end === -1 ? body.length : end + 1
  }
  return found
}

/** Elements of a JSON array, found by counting brackets outside strings. It does not recurse, so depth costs
 *  nothing; what is not JSON comes out as a piece that the reader will call unreadable. */
function elements(body: Buffer): Buffer[] {
  const found: Buffer[] = []
  const start = body.indexOf(openBracket)
  let depth = 0
  let inString = false
  let from = start + 1
  const take = (to: number) => {
    const piece = body.subarray(from, to)
    if (firstVisible(piece) !== undefined) found.push(piece)
    from = to + 1
  }
  for (let at = start; at < body.length; at++) {
    const byte = body[at]
    if (inString) {
      if (byte === backslash) at++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === openBracket || byte === openBrace) depth++
    else if (byte === closeBracket || byte === closeBrace) {
      depth--
      if (depth === 0) take(at)
    } else if (byte === comma && depth === 1) take(at)
  }
  // Whatever follows the end of the array, or an array that never ends.
  take(body.length)
  return found
}

function firstVisible(bytes: Buffer): number | undefined {
  return bytes.find((byte) => byte !== space && byte !== tab && byte !== newline && byte !== carriageReturn)
}

const [space, tab, newline, carriageReturn] = [0x20, 0x09, 0x0a, 0x0d]
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]
