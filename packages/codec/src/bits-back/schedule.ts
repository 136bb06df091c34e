import { inferenceOrder } from "../nets/inference-order.ts";
import type { CodecNets } from "../nets/nets.ts";
import { codeElements } from "./code-elements.ts";
import { codeSite } from "./code-site.ts";
import { codeSteps } from "./code-steps.ts";
import { inferSite } from "./infer-site.ts";
import { siteLaw } from "./site-laws.ts";
import type { Action } from "./step.ts";

/** A site or x, and where it is in its way from inference to the message. */
interface Variable {
  readonly name: string;
  /** Sites that its p reads. */
  readonly reads: readonly string[];
  readonly code: Action;
}

/**
 * The order in which an example is encoded; decoding takes it back from the end.
 *
 * A variable is coded under p as soon as that can be undone: its p's sites are inferred, everything whose p reads it is coded,
 * and no q still to come reads it. Else the next site is inferred whose q can be computed. So a site, or sites whose q all
 * read x, are bits back with all latents first (Townsend et al. 2019), and a chain in which q of a site reads the site below
 * alone is Bit-Swap (Kingma et al. 2019), which needs fewer bits to begin with. With `latentsFirst`, every site is inferred
 * before anything is coded, whatever could be.
 *
 * @throws ConfigError when sites wait for each other.
 */
export function scheduleOf(nets: CodecNets, { latentsFirst = false } = {}): Action[] {
  const actions: Action[] = [];
  const known = new Set(["x"]);
  const waiting = inferenceOrder(nets.sites);
  const uncoded = new Set<Variable>();
  const infer = () => {
    const next = waiting.shift() as (typeof waiting)[number];
    const law = siteLaw(next, known);
    actions.push(inferSite(law));
    known.add(next.name);
    uncoded.add({ name: next.name, reads: next.priorReads, code: codeSite(law) });
  };
  uncoded.add({
    name: "x",
    reads: nets.likelihoodReads,
    code: nets.steps === undefined ? codeElements() : codeSteps(nets.steps),
  });
  const ready = ({ name, reads }: Variable) =>
    !(latentsFirst && waiting.length > 0) &&
    reads.every((site) => known.has(site)) &&
    ![...uncoded].some((other) => other.reads.includes(name)) &&
    !waiting.some((site) => site.posteriorReads.includes(name) || site.priorReads.includes(name));
  while (uncoded.size > 0) {
    const next = [...uncoded].find(ready);
    if (next === undefined) infer();
    else {
      actions.push(next.code);
      uncoded.delete(next);
    }
  }
  return actions;
}
