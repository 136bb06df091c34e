// Shared code names no part: what it needs to know of one, the part says by a property.
import { isTest, type Rule, type SourceFile } from "./tree.ts";

const definition = /family: "\w+",\s*kind: "([a-z0-9-]+)"/g;
const kindsDefinedIn = ({ text }: SourceFile): string[] =>
  [...text.matchAll(definition)].map((found) => found[1] as string);

/** Where a kind would be named to choose by it, or to write it into a config. */
const named =
  /\bkind"?\s*(?::|={2,3}|!={1,2})\s*(?:z\.literal\()?"([a-z0-9-]+)"|(?:\bcase|includes\()\s*"([a-z0-9-]+)"/g;

const shared = /^(?:packages\/(?:vae|engine|program|spec|metrics)|apps\/[a-z]+)\/src\//;
const aside = /\/(?:generated|fakes|conformance|testing)\/|^packages\/vae\/src\/all\.ts$|^apps\/cli\/src\/templates\//;
const comment = /^\s*(?:\*|\/\/|\/\*)/;

/** Files that may write a kind, why, and which, where not any: they make configs, or speak of other things by that word. */
export const writers: readonly { readonly path: string; readonly why: string; readonly only?: readonly string[] }[] = [
  { path: "apps/bench/src/matrix/quick.ts", why: "a matrix: configs of the quick benchmark" },
  { path: "apps/cli/src/config/sampler.ts", why: "the default sampler, which is no part", only: ["mixture"] },
  { path: "packages/engine/src/onnx/", why: "values and activations of a graph", only: ["constant", "linear"] },
  { path: "packages/vae/src/importing/", why: "writes the config of a model that comes from a file" },
  { path: "packages/vae/src/samplers/codes-model.ts", why: "parts and config of a model that is a density of codes" },
  { path: "packages/vae/src/samplers/flow.ts", why: "the config of the flow that it fits" },
  { path: "packages/vae/src/samplers/two-stage.ts", why: "the config of a second VAE on the first one's codes" },
  { path: "packages/vae/src/vae/train-on-codes.ts", why: "the data set that it makes itself", only: ["codes"] },
  { path: "packages/vae/src/training/training-config.ts", why: "the default optimiser", only: ["adam"] },
];

/** No place in shared code mentions the kind of a part, but for the files above. */
export const noKinds: Rule = (tree) => {
  const kinds = new Set(tree.files.filter((file) => !isTest(file.path)).flatMap(kindsDefinedIn));
  return tree.files
    .filter(({ path }) => shared.test(path) && !isTest(path) && !aside.test(path))
    .flatMap((file) => {
      const own = kindsDefinedIn(file);
      const allowed = writers.filter(({ path }) => file.path.startsWith(path));
      const excused = (kind: string) => allowed.some(({ only }) => only === undefined || only.includes(kind));
      return file.text.split("\n").flatMap((line, at) => {
        if (comment.test(line)) return [];
        const found = [...line.matchAll(named)].map((match) => (match[1] ?? match[2]) as string);
        return found
          .filter((kind) => kinds.has(kind) && !own.includes(kind) && !excused(kind))
          .map((kind) => `${file.path}:${at + 1}: names the part "${kind}"`);
      });
    });
};
