import { expect, it } from "vitest";
import { elboSays } from "./support/command.ts";
import { saveConfig, text } from "./support/configs.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const alphabet = "abcdefghij ";
/** 60 lines of 200 to 1000 characters. */
const lines = Array.from({ length: 60 }, (_, line) =>
  Array.from({ length: line === 0 ? 1000 : 200 + ((line * 131) % 790) }, (_, i) => alphabet[(i * i + line) % 11]).join(
    "",
  ),
);

it("trains and evaluates a recurrent model on lines of up to 1000 characters", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  const training = { batch: 16, stages: [{ name: "few", steps: 3 }], optimiser: text.training.optimiser };
  await saveConfig(cwd, { ...text, engine: "onnx", training });
  await write(cwd, "lines.txt", `${lines.join("\n")}\n`);
  const { run } = JSON.parse(await elboSays(["train", "config.yaml", "--json"], { cwd }));
  const said = await elboSays(["evaluate", run, "--importance", "0", "--json"], { cwd });
  const { negativeElbo, perToken } = JSON.parse(said);
  expect(perToken.tokensPerExample).toBeGreaterThan(200);
  expect(perToken.negativeElbo).toBeLessThan(Math.log(14));
  expect(negativeElbo).toBeCloseTo(perToken.negativeElbo * perToken.tokensPerExample, 1);
});
