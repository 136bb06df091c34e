import { packModel } from "@elbo/codec";
import { readDigits } from "./read-digits.mjs";
import { readNames } from "./read-names.mjs";

const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

/** The page's models: which programs it needs, and what lies beside them. */
export const models = {
  plane: {
    about: "digits in two latents",
    programs: ["decode"],
    short: { batch: 128 },
    describe: async (vae) => {
      const { x, labels } = await readDigits(2000);
      const { z } = await vae.encode(x);
      return { files: { "codes.f32": bytesOf(z), "labels.u8": labels }, facts: {} };
    },
  },
  digits: {
    about: "digits in twenty latents",
    programs: ["posterior", "decode", "sample"],
    short: { batch: 128 },
    describe: async (vae) => {
      const { grey, labels } = await readDigits(200);
      return {
        files: { "digits.u8": grey, "labels.u8": labels, "coder.bin": packModel(await vae.exportCoder()) },
        facts: { latents: vae.latents[0].shape[0] },
      };
    },
  },
  names: {
    about: "first names, letter by letter",
    programs: ["encode", "decode-begin", "decode-step"],
    short: { batch: 128, clip: 5, optimiser: { kind: "adam", rate: 0.003 } },
    describe: async (vae) => {
      const { names, languages, tokens, fields, longest } = await readNames(vae);
      const { z } = await vae.encode(fields);
      return {
        files: { "codes.f32": bytesOf(z), "names.json": JSON.stringify(names) },
        facts: { latents: vae.latents[0].shape[0], languages, tokens, longest },
      };
    },
  },
};
