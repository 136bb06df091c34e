import { type CoderModel, textMarks } from "../model/coder-model.ts";
import type { ElementSteps, Elements, SiteValues } from "./nets.ts";
import { type Fed, numbersOf, type OpenNet } from "./open-net.ts";

const CARRY = "carry/";
const PARAMETER = "parameter/";

/** What a step hands to the next, as the nets name it. */
type Carry = Readonly<Record<string, Fed>>;

/** The parameters of a law among what a net gave. */
export const lawOf = (family: string, found: Awaited<ReturnType<OpenNet["run"]>>, where: string): Elements => ({
  family,
  parameters: Object.fromEntries(
    Object.entries(found)
      .filter(([path]) => path.startsWith(PARAMETER))
      .map(([path, tensor]) => [path.slice(PARAMETER.length), numbersOf(tensor, `${where}, ${path}`)]),
  ),
});

const carryOf = (found: Awaited<ReturnType<OpenNet["run"]>>): Carry =>
  Object.fromEntries(Object.entries(found).filter(([path]) => path.startsWith(CARRY)));

/** A decoder that goes element by element, by its two nets. Text ends with its own mark. */
export function openSteps(
  { steps, text }: Pick<CoderModel, "steps" | "text">,
  { begin, step }: { readonly begin: OpenNet; readonly step: OpenNet },
  fed: (z: SiteValues) => Carry,
): ElementSteps<Carry> {
  const { length = 0, step: law } = steps ?? {};
  return {
    length,
    ...(text ? { end: { symbol: textMarks.end, padding: textMarks.padding } } : {}),
    begin: async (z) => carryOf(await begin.run(fed(z))),
    step: async (carry, previous, index) => {
      const found = await step.run({
        ...carry,
        previous: { values: previous.slice(), shape: [previous.length] },
        index: { values: Int32Array.of(index), shape: [] },
      });
      return { carry: { ...carry, ...carryOf(found) }, elements: lawOf(law?.family ?? "", found, "codec/nets step") };
    },
  };
}

/** Elements of each row up to its end, which counts; all of them where there is none. */
export function lengthsOf(x: ArrayLike<number>, rows: number): Int32Array {
  const size = x.length / rows;
  return Int32Array.from({ length: rows }, (_, row) => {
    for (let i = 0; i < size; i++) if (x[row * size + i] === textMarks.end) return i + 1;
    return size;
  });
}
