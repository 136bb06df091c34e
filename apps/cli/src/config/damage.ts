import type { CorruptionConfig } from "@elbo/vae";
import { InvalidArgumentError } from "commander";

/** Words for `--noise`, what their number is, and the damage that they mean. */
const noises: Readonly<Record<string, (value: number) => CorruptionConfig>> = {
  gaussian: (sigma) => ({ kind: "gaussian-noise", sigma }),
  "salt-pepper": (probability) => ({ kind: "salt-pepper", probability }),
};

/** Parses `gaussian:0.2`; the option may come several times, in the order in which it was done. */
export const noiseOption = (text: string, before: readonly CorruptionConfig[] = []): readonly CorruptionConfig[] => {
  const [word = "", number = ""] = text.split(":");
  const value = Number(number);
  const make = noises[word];
  if (make && number !== "" && Number.isFinite(value)) return [...before, make(value)];
  throw new InvalidArgumentError(
    `It reads NAME:NUMBER, the name one of ${Object.keys(noises).join(", ")}: gaussian:0.2.`,
  );
};
