/** Eigenvalues of a symmetric matrix `[size, size]`, largest first, by Jacobi's rotations (Golub and Van Loan, 8.5). */
export function eigenvalues(matrix: Float64Array, size: number): Float64Array {
  const a = matrix.slice();
  const at = (row: number, column: number) => a[row * size + column] as number;
  const rotate = (p: number, q: number) => {
    const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
    const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    const cosine = 1 / Math.sqrt(t * t + 1);
    const sine = t * cosine;
    for (let k = 0; k < size; k++) {
      const [kp, kq] = [at(k, p), at(k, q)];
      a[k * size + p] = cosine * kp - sine * kq;
      a[k * size + q] = sine * kp + cosine * kq;
    }
    for (let k = 0; k < size; k++) {
      const [pk, qk] = [at(p, k), at(q, k)];
      a[p * size + k] = cosine * pk - sine * qk;
      a[q * size + k] = sine * pk + cosine * qk;
    }
  };
  for (let sweep = 0; sweep < 60; sweep++) {
    let [off, all] = [0, 0];
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        all += at(row, column) ** 2;
        if (row !== column) off += at(row, column) ** 2;
      }
    }
    if (off <= 1e-28 * all) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) if (at(p, q) !== 0) rotate(p, q);
  }
  return Float64Array.from({ length: size }, (_, i) => at(i, i)).sort((x, y) => y - x);
}
