import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { elbo } from "./support/command.ts";
import { saveConfig, tiny } from "./support/configs.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const wide = { kind: "dense", hidden: [900, 900, 900] };

it("Ctrl-C while a benchmark measures ends it soon, and the training is not lost", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  const { training: _, engine: __, ...model } = tiny;
  const matrix = (importance: number) => ({
    name: "measured",
    base: { engine: "onnx", training: { epochs: 2, batch: 32 } },
    data: { numbers: model },
    variants: { plain: { config: {} } },
    // Days of work, a batch of examples with all its importance samples at a time.
    evaluate: { importance, importanceExamples: 50, samples: 1 },
  });
  await write(cwd, "m.yaml", JSON.stringify(matrix(1_000_000_000)));
  let sent = false;
  const { code, err } = await elbo(["bench", "m.yaml"], {
    cwd,
    watch: async (said, child) => {
      if (sent || !said.includes("epoch 2: validation")) return;
      sent = true;
      await setTimeout(1500); // the training ends, measuring begins
      child.kill("SIGINT");
    },
  });
  expect({ code, err }).toEqual({ code: 130, err: expect.stringContaining("0 of 1 done. Run the same command again") });
  await write(cwd, "m.yaml", JSON.stringify(matrix(10)));
  const again = await elbo(["bench", "m.yaml"], { cwd });
  expect(again.code).toBe(0);
  expect(again.err).not.toContain("validation"); // it was trained before
});

it("Ctrl-C is acknowledged while a step computes, and a second one ends the process at once", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  const config = await saveConfig(cwd, {
    ...tiny,
    engine: "onnx",
    data: { ...tiny.data, train: 65_536 },
    encoder: wide,
    decoder: wide,
    training: { steps: 10_000, batch: 8192 }, // a second or more for each step
  });
  let began = false;
  let acknowledged = false;
  const { code, err, killed } = await elbo(["train", config], {
    cwd,
    watch: async (said, child) => {
      if (!began && said.includes("parameters")) {
        began = true;
        await setTimeout(2000);
        child.kill("SIGINT");
      }
      if (!acknowledged && said.includes("Saving; press Ctrl-C again")) {
        acknowledged = true;
        child.kill("SIGINT");
      }
    },
  });
  expect({ began, acknowledged, code, killed }, err).toEqual({
    began: true,
    acknowledged: true,
    code: null,
    killed: "SIGINT",
  });
});
