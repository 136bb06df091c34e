const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
};

/** A remedy that names the closest allowed word, when one is close (Levenshtein distance). */
export function nearest(word: string, allowed: readonly string[]): { remedy?: string } {
  const [best] = allowed
    .map((name) => ({ name, gap: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.gap - b.gap);
  return best && best.gap <= Math.max(2, word.length / 2) ? { remedy: `Did you mean "${best.name}"?` } : {};
}
