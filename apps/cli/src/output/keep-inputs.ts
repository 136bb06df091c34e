import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { InvalidArgumentError } from "commander";

const picture = /\.(png|jpe?g)$/i;

/**
 * Refuses to write what comes out over what goes in: a gap, a scratch or a real row cannot be had back. Of a folder the pictures in
 * it go in. Nor is one file two things that come out.
 *
 * @throws InvalidArgumentError naming the file.
 */
export async function keepInputs(inputs: readonly string[], outputs: readonly (string | undefined)[]): Promise<void> {
  const place = (file: string) => realpath(file).catch(() => undefined);
  const kept = await Promise.all(inputs.map(place));
  const places = outputs.filter((output) => output !== undefined).map((output) => resolve(output));
  const twice = places.find((output, i) => places.indexOf(output) < i);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is to be written twice: name two files.`);
  for (const output of outputs) {
    const found = output === undefined ? undefined : await place(output);
    if (found === undefined) continue;
    const inFolder = picture.test(found) && kept.some((input) => input !== undefined && found.startsWith(input + sep));
    if (!inFolder && !kept.includes(found)) continue;
    throw new InvalidArgumentError(`${output} is what goes in, and would be lost: write to another file.`);
  }
}
