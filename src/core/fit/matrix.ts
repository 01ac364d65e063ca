/** Square matrices as full arrays by rows: some hundred values wide at most, so plain loops are fast enough. */

/** The lower triangle L of a symmetric positive definite matrix, L times its transpose.
 *    4 2 / 2 5 -> 2 0 / 1 2 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!
      for (let k = 0; k < column; k++) sum -= lower[row * size + k]! * lower[column * size + k]!
      if (row !== column) lower[row * size + column] = sum / lower[column * size + column]!
      else if (sum > 0) lower[row * size + row] = Math.sqrt(sum)
      else throw new Error('the matrix is not positive definite')
    }
  }
  return lower
}

/** Solves `matrix x = vector` from the Cholesky factor of the matrix. */
export function solveWith(lower: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length
  const x = vector.slice()
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) x[row]! -= lower[row * size + k]! * x[k]!
    x[row]! /= lower[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) x[row]! -= lower[k * size + row]! * x[k]!
    x[row]! /= lower[row * size + row]!
  }
  return x
}

export function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length
  return vector.map((_, row) => {
    let sum = 0
    for (let k = 0; k < size; k++) sum += matrix[row * size + k]! * vector[k]!
    return sum
  })
}

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

export function sumOf(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]!)
}
