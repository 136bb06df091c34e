/** How a column writes its numbers. */
export interface NumberFormat {
  /** Most digits behind the point. */
  readonly decimals: number;
  /** True: every number has as many, so that zeros at the end belong to them. */
  readonly fixed: boolean;
  /** Significant digits, where one was written with an exponent. */
  readonly significant?: number;
  readonly low: number;
  readonly high: number;
}

/** Watches the numbers of a column, as text. */
export function createFormatWatch(): { see(text: string): void; readonly format: NumberFormat } {
  let [most, least, significant, low, high] = [
    0,
    Number.POSITIVE_INFINITY,
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  let exponents = false;
  return {
    see: (text) => {
      const value = Number(text);
      [low, high] = [Math.min(low, value), Math.max(high, value)];
      const [mantissa = "", exponent] = text.toLowerCase().split("e");
      exponents ||= exponent !== undefined;
      significant = Math.max(significant, mantissa.replaceAll(/^[-+]?0*\.?0*|\./g, "").length);
      const decimals = mantissa.split(".")[1]?.length ?? 0;
      [most, least] = [Math.max(most, decimals), Math.min(least, decimals)];
    },
    get format() {
      const shape = { decimals: Math.min(most, 17), fixed: most === least, low, high };
      return exponents ? { ...shape, significant: Math.max(1, Math.min(significant, 17)) } : shape;
    },
  };
}

/** How numbers of two tables are written that hold the same column. */
export function mergeFormats(a: NumberFormat | undefined, b: NumberFormat | undefined): NumberFormat | undefined {
  if (!a || !b) return a ?? b;
  const significant = Math.max(a.significant ?? 0, b.significant ?? 0);
  return {
    decimals: Math.max(a.decimals, b.decimals),
    fixed: a.fixed && b.fixed && a.decimals === b.decimals,
    ...(significant > 0 ? { significant } : {}),
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
  };
}

/** A number as its column would write it. */
export function formatNumber(value: number, { decimals, fixed, significant }: NumberFormat): string {
  if (significant !== undefined) return String(Number(value.toPrecision(significant)));
  const text = value.toFixed(decimals);
  const kept = fixed || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
  return Number(kept) === 0 ? kept.replace("-", "") : kept;
}
