import type { Group, Named } from "@elbo/spec";
import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { parseTraining } from "./fakes/start-training.ts";
import { planStages } from "./plan-stages.ts";

const objectives: Named<{ moves: readonly Group[] }> = {
  vae: { moves: ["encoder", "decoder"] },
  discriminator: { moves: ["loss"] },
};
const plan = (config: object) => planStages(parseTraining(config), objectives, ["encoder", "decoder", "loss"], 10);

describe("planStages", () => {
  it("makes one stage of a plain config: each step runs every objective", () => {
    expect(plan({ epochs: 3, patience: 4 })).toEqual([
      {
        name: "train",
        steps: 30,
        moves: { vae: ["encoder", "decoder"], discriminator: ["loss"] },
        turns: [["vae", "discriminator"]],
        reset: [],
        patience: 4,
      },
    ]);
    expect(plan({ steps: 7 })[0]).toMatchObject({ steps: 7 });
  });

  it("writes rounds out as turns, and leaves out objectives that move nothing", () => {
    const rounds = [{ objective: "discriminator", times: 2 }, { objective: "vae" }];
    const stages = [
      { name: "a", steps: 5, rounds },
      { name: "b", epochs: 1, moves: ["decoder"], reset: ["decoder"] },
    ];
    const [a, b] = plan({ stages });
    expect(a?.turns).toEqual([["discriminator"], ["discriminator"], ["vae"]]);
    expect(b).toMatchObject({ steps: 10, moves: { vae: ["decoder"] }, turns: [["vae"]], reset: ["decoder"] });
  });

  it.each([
    [{ moves: ["flow"] }, /training\.stages\.0.*parameter group "flow"/],
    [{ reset: ["flow"] }, /parameter group "flow"/],
    [{ rounds: [{ objective: "gan" }] }, /objective "gan".*vae, discriminator/],
    [{ moves: ["loss"], rounds: [{ objective: "vae" }] }, /"vae" moves nothing/],
  ])("refuses %j", (fields, message) => {
    const make = () => plan({ stages: [{ name: "a", steps: 1, ...fields }] });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it("refuses a stage in which nothing moves", () => {
    const training = parseTraining({ stages: [{ name: "a", steps: 1, moves: ["prior"] }] });
    expect(() => planStages(training, objectives, ["encoder", "prior"], 1)).toThrow(/no objective moves anything/);
  });
});
