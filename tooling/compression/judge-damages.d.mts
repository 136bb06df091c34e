export function judgeDamages(
  codec: unknown,
  runtime: unknown,
  bytes: Uint8Array,
  options: { readonly count: number; readonly seed?: number; readonly modelFrom?: Uint8Array },
): Promise<{ readonly refused: number; readonly inPart: number; readonly wrong: readonly string[] }>;
