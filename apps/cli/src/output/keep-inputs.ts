import { realpath } from "node:fs/promises";
import { InvalidArgumentError } from "commander";

/**
 * Refuses to write what comes out over what goes in: a gap, a scratch or a real row cannot be had back.
 *
 * @throws InvalidArgumentError naming the file.
 */
export async function keepInputs(inputs: readonly string[], outputs: readonly (string | undefined)[]): Promise<void> {
  const place = (file: string) => realpath(file).catch(() => undefined);
  const kept = await Promise.all(inputs.map(place));
  for (const output of outputs) {
    const found = output === undefined ? undefined : await place(output);
    if (found === undefined || !kept.includes(found)) continue;
    throw new InvalidArgumentError(`${output} is what goes in, and would be lost: write to another file.`);
  }
}
