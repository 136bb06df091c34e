import { ConfigError, type Fact, type Family, type Needs, type Space } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { type Created, checkNeeds, type Offering } from "./check-needs.ts";

const part = (family: Family, kind: string, more: { needs?: Needs; space?: Space } = {}, site?: string): Created => ({
  family,
  kind,
  part: { params: {}, ...more },
  ...(site ? { site } : {}),
});
const offering = (posterior: readonly Fact[], prior: readonly Fact[] = ["drawn"]): Offering => ({
  latents: { facts: { z: { posterior, prior }, y: { posterior: ["real", "law"], prior: ["drawn"] } } },
  encoder: {},
  decoder: {},
  likelihood: {},
});
const need = (role: Exclude<keyof Needs, "sites">, fact: Fact) => ({ needs: { [role]: { [fact]: "it says so" } } });

describe("checkNeeds", () => {
  it("lets through what is offered", () => {
    const created = [
      part("posterior", "any", {}, "z"),
      part("prior", "some", need("posterior", "scored"), "z"),
      part("transport", "flow", {}, "z"),
      part("loss", "bound", { needs: { posterior: { law: "a" }, prior: { drawn: "b" }, decoder: { decoded: "c" } } }),
    ];
    expect(() => checkNeeds(created, offering(["real", "law", "scored"]))).not.toThrow();
  });

  it("names the part, the need, whose it is and why", () => {
    const created = [
      part("posterior", "code", {}, "z"),
      part("loss", "bound", { needs: { posterior: { random: "equal draws say nothing" } } }),
    ];
    const check = () => checkNeeds(created, offering(["codes", "law"]));
    expect(check).toThrow(ConfigError);
    expect(check).toThrow(
      'config loss: the loss "bound" needs a posterior with draws that differ from one to the next, since equal draws say ' +
        'nothing: expected a posterior that offers "random", got posterior "code" of site z, which offers codes, law. ' +
        "Choose another posterior or another loss: `elbo list posterior`, `elbo list loss`.",
    );
  });

  it.each([
    ["a prior of real vectors over codes", part("prior", "normal", {}, "z"), ["codes"]],
    ["a prior of codes over real vectors", part("prior", "table", { space: "codes" }, "z"), ["real"]],
    ["a transport of real vectors on a sphere", part("transport", "flow", {}, "z"), ["sphere"]],
    ["a need of the prior", part("loss", "mmd", need("prior", "diagonal-gaussian")), ["real"]],
    ["a need of the likelihood", part("loss", "pixels", need("likelihood", "pathwise")), ["real"]],
  ] as [string, Created, Fact[]][])("refuses %s", (_, created, posterior) => {
    expect(() => checkNeeds([created], offering(posterior))).toThrow(ConfigError);
  });

  it("knows the last of several sites", () => {
    const last = need("posterior", "last");
    expect(() => checkNeeds([part("transport", "t", last, "y")], offering(["real"]))).not.toThrow();
    expect(() => checkNeeds([part("transport", "t", last, "z")], offering(["real"]))).toThrow(
      /no site inferred after it/,
    );
  });

  it("knows which sites are inferred last, and whose p reads what is inferred later, from the order of inference", () => {
    const { latents, ...others } = offering(["real"]);
    const upwards = { latents: { ...latents, inferred: ["y", "z"] }, ...others };
    const last = need("posterior", "last");
    expect(() => checkNeeds([part("transport", "t", last, "z")], upwards)).not.toThrow();
    expect(() => checkNeeds([part("transport", "t", last, "y")], upwards)).toThrow(/no site inferred after it/);
    const settled = part("loss", "l", need("prior", "settled"));
    expect(() => checkNeeds([settled], { latents, ...others })).not.toThrow();
    expect(() => checkNeeds([settled], upwards)).toThrow(/a law that reads no site inferred later.*of site y/);
  });

  it("looks at the part's own site only, and at every site for parts that serve none", () => {
    const scored = need("posterior", "scored");
    expect(() => checkNeeds([part("prior", "p", scored, "z")], offering(["real", "scored"]))).not.toThrow();
    expect(() => checkNeeds([part("prior", "p", scored, "y")], offering(["real", "scored"]))).toThrow(
      /prior of site y/,
    );
    expect(() => checkNeeds([part("loss", "l", scored)], offering(["real", "scored"]))).toThrow(/site y/);
  });

  it("asks a site that a part names for what the part asks of it, in place of what it asks of all", () => {
    const sums = { posterior: { scored: "it says so" }, sites: { y: { posterior: { mass: "it sums" } } } } as const;
    const loss = part("loss", "sum", { needs: sums });
    expect(() => checkNeeds([loss], offering(["real", "scored"]))).toThrow(
      /a mass of each value, in training too, since it sums.*of site y, which offers real, law/,
    );
    const both = { ...offering(["real", "scored"]) };
    const masses = {
      z: { posterior: ["real", "scored"], prior: [] },
      y: { posterior: ["simplex", "mass"], prior: [] },
    };
    expect(() => checkNeeds([loss], { ...both, latents: { facts: masses as never } })).not.toThrow();
  });

  it("knows that a decoder with a stepper does not decode in one pass", () => {
    const created = [part("loss", "pixels", need("decoder", "decoded"))];
    const decoder = { stepper: {} } as Offering["decoder"];
    expect(() => checkNeeds(created, { ...offering(["real"]), decoder })).toThrow(/decoder with outputs in one pass/);
  });

  it("knows that an encoder which reads other fields has no features of x alone", () => {
    const created = [part("prior", "pseudo", need("encoder", "x-alone"), "z")];
    const reading = (...reads: string[]) => ({ ...offering(["real"]), encoder: { reads } });
    expect(() => checkNeeds(created, reading("x.mask", "condition"))).not.toThrow();
    expect(() => checkNeeds(created, reading("label"))).toThrow(/an? encoder with features of x alone/);
  });
});
