import { configChecks, datasetChecks, describeConformance } from "@elbo/testing";
import { createLinearGaussianData, linearGaussianData } from "./gaussian/linear-gaussian.ts";
import { createMnistData, mnistData } from "./idx/mnist.ts";
import { createCsvData, csvData } from "./tables/csv.ts";
import { temporaryFolder } from "./test-support/temporary-folder.ts";
import { createNamesData, namesData } from "./text/names.ts";
import { createSentencesData, sentencesData } from "./text/sentences.ts";
import { createTextData, textData } from "./text/text.ts";

const { write } = temporaryFolder();
const lines = Array.from({ length: 60 }, (_, i) => `line ${i} of a small text`);
const text = await write("lines.txt", lines.join("\n"));
const csv = await write("numbers.csv", ["a,b", ...lines.map((_, i) => `${i},${(i * 7) % 11}`)].join("\n"));

const parse = <C>(definition: { config(slot: never): { parse(value: unknown): C } }, value: object) =>
  definition.config(undefined as never).parse(value);

describeConformance("mnist", [
  ...configChecks(mnistData, {}),
  ...datasetChecks(() => createMnistData(parse(mnistData, { kind: "mnist" })).open()),
]);
describeConformance("names", [
  ...configChecks(namesData, {}),
  ...datasetChecks(() => createNamesData(parse(namesData, { kind: "names" })).open()),
]);
describeConformance("sentences", [
  ...configChecks(sentencesData, {}),
  ...datasetChecks(() => createSentencesData(parse(sentencesData, { kind: "sentences" })).open()),
]);
describeConformance("text", [
  ...configChecks(textData, { path: text }),
  ...datasetChecks(() => createTextData(parse(textData, { kind: "text", path: text })).open()),
]);
describeConformance("csv", [
  ...configChecks(csvData, { path: csv }),
  ...datasetChecks(() => createCsvData(parse(csvData, { kind: "csv", path: csv })).open()),
]);
describeConformance("linear-gaussian", [
  ...configChecks(linearGaussianData, {}),
  ...datasetChecks(() => createLinearGaussianData(parse(linearGaussianData, { kind: "linear-gaussian" })).open()),
]);
