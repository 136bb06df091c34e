import { type Loop, loopOf, operandsOf, within } from "../graph/loop.ts";
import type { Body, Value } from "../graph/types.ts";
import type { Instruction } from "./instruction.ts";

/** The slots that `results` depend on. */
function slotsBehind({ slots, results }: Body): Set<Value> {
  const nodes = within({ slots, results });
  const used = new Set([...nodes.flatMap(({ inputs }) => inputs), ...results]);
  return new Set(slots.filter((slot) => used.has(slot)));
}

/** Keeps the stacked results, states and sequences that the needed outputs depend on. */
function shrink(line: Instruction, needed: ReadonlySet<Value>): Instruction {
  const whole = loopOf(line);
  const { slots, results } = whole.body;
  const states = whole.initial.length;
  const stacked = results.flatMap((_, i) => (i >= states && needed.has(line.outputs[i] as Value) ? [i] : []));
  const kept = new Set(whole.initial.flatMap((_, i) => (needed.has(line.outputs[i] as Value) ? [i] : [])));
  let used = new Set<Value>();
  for (let before = -1; before < kept.size; ) {
    before = kept.size;
    used = slotsBehind({ slots, results: [...kept, ...stacked].map((i) => results[i] as Value) });
    for (const [i] of whole.initial.entries()) if (used.has(slots[i] as Value)) kept.add(i);
  }
  const alive = [...kept].sort((a, b) => a - b);
  const read = whole.sequences.flatMap((_, i) => (used.has(slots[states + i] as Value) ? [i] : []));
  const sequences = read.length > 0 ? read : [0];
  const pick = <T>(list: readonly T[], indices: readonly number[]) => indices.map((i) => list[i] as T);
  const smaller: Loop = {
    ...whole,
    initial: pick(whole.initial, alive),
    sequences: pick(whole.sequences, sequences),
    body: {
      slots: [
        ...pick(slots, alive),
        ...pick(
          slots,
          sequences.map((i) => states + i),
        ),
      ],
      results: pick(results, [...alive, ...stacked]),
    },
  };
  return { ...line, ...operandsOf(smaller), outputs: pick(line.outputs, [...alive, ...stacked]) };
}

/** Cuts loops down to what `results` need of them, and leaves out what then nobody needs. */
export function pruneLoops(lines: readonly Instruction[], results: readonly Value[]): Instruction[] {
  if (lines.every(({ op }) => op !== "Scan")) return [...lines];
  const needed = new Set(results);
  const kept: Instruction[] = [];
  for (const line of [...lines].reverse()) {
    if (!line.outputs.some((x) => needed.has(x))) continue;
    const smaller = line.op === "Scan" ? shrink(line, needed) : line;
    for (const x of smaller.inputs) if (x !== undefined) needed.add(x);
    kept.push(smaller);
  }
  return kept.reverse();
}
