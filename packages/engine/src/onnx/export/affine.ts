/** A whole number that moves with the batch: `slope * batch + offset`. */
export interface Affine {
  readonly slope: number;
  readonly offset: number;
}

/**
 * The line through `values` at the batch sizes `sizes`: two points make it, every further one must lie on it. Undefined
 * when one does not, or when the slope is no whole number.
 */
export function fitAffine(sizes: readonly number[], values: readonly number[]): Affine | undefined {
  const [n0, n1] = sizes as [number, number];
  const [v0, v1] = values as [number, number];
  const slope = (v1 - v0) / (n1 - n0);
  const offset = v0 - slope * n0;
  if (!Number.isInteger(slope) || !Number.isInteger(offset)) return undefined;
  const fits = sizes.every((n, i) => slope * n + offset === values[i]);
  return fits ? { slope: slope + 0, offset: offset + 0 } : undefined;
}

/** The lines through each entry of equally long vectors, one vector per size. */
export function fitVector(
  sizes: readonly number[],
  vectors: readonly ArrayLike<number>[],
): readonly Affine[] | undefined {
  const [first] = vectors;
  if (first === undefined || vectors.some(({ length }) => length !== first.length)) return undefined;
  const lines: Affine[] = [];
  for (let i = 0; i < first.length; i++) {
    const line = fitAffine(
      sizes,
      vectors.map((vector) => vector[i] as number),
    );
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return lines;
}

/** Is it the same number at every size? */
export const isFixed = ({ slope }: Affine): boolean => slope === 0;

/** A dimension as ONNX writes it: a number, or the name of what it follows ("batch", "3*batch+7"). */
export function dimension({ slope, offset }: Affine): number | string {
  if (slope === 0) return offset;
  return `${slope === 1 ? "" : `${slope}*`}batch${offset === 0 ? "" : offset > 0 ? `+${offset}` : offset}`;
}
