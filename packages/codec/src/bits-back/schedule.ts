import { ConfigError } from "@elbo/spec";
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
 * alone is Bit-Swap (Kingma et al. 2019), which needs fewer bits to begin with.
 *
 * @throws ConfigError when sites wait for each other.
 */
export function scheduleOf(nets: CodecNets): Action[] {
  const actions: Action[] = [];
  const known = new Set(["x"]);
  const waiting = new Set(nets.sites);
  const uncoded = new Set<Variable>();
  const infer = () => {
    const next = nets.sites.find((site) => waiting.has(site) && site.posteriorReads.every((name) => known.has(name)));
    if (next === undefined) throw inARing([...waiting].map(({ name }) => name));
    const law = siteLaw(next, known);
    actions.push(inferSite(law));
    known.add(next.name);
    waiting.delete(next);
    uncoded.add({ name: next.name, reads: next.priorReads, code: codeSite(law) });
  };
  uncoded.add({
    name: "x",
    reads: nets.likelihoodReads,
    code: nets.steps === undefined ? codeElements() : codeSteps(nets.steps),
  });
  const ready = ({ name, reads }: Variable) =>
    reads.every((site) => known.has(site)) &&
    ![...uncoded].some((other) => other.reads.includes(name)) &&
    ![...waiting].some((site) => site.posteriorReads.includes(name) || site.priorReads.includes(name));
  while (uncoded.size > 0) {
    const next = [...uncoded].find(ready);
    if (next === undefined) infer();
    else {
      actions.push(next.code);
      uncoded.delete(next);
    }
  }
  if (waiting.size > 0) throw inARing([...waiting].map(({ name }) => name));
  return actions;
}

const inARing = (names: readonly string[]) =>
  new ConfigError("these sites cannot be inferred in any order", {
    where: "codec/schedule",
    expected: "sites whose posteriors and priors read each other without a ring",
    received: names.join(", "),
  });
