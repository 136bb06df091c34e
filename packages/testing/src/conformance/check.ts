import { describe, it } from "vitest";

/** One thing that a part must hold to; `run` throws when it does not. */
export interface Check {
  readonly name: string;
  run(): void | Promise<void>;
}

/** Registers checks as tests. */
export function describeConformance(title: string, checks: readonly Check[]): void {
  describe(`${title} conforms`, () => {
    for (const { name, run } of checks) it(name, run);
  });
}

/** Names of the checks that reject a part: for tests with parts that are wrong on purpose. */
export async function rejections(checks: readonly Check[]): Promise<string[]> {
  const rejected: string[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
    } catch {
      rejected.push(name);
    }
  }
  return rejected;
}
