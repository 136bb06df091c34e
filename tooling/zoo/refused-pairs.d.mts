export declare function refusedPairs(
  refused: readonly { readonly pair: readonly [string, string]; readonly reason: string }[],
): string;
