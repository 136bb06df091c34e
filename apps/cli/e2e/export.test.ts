import { writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserState, startBrowser, watch } from "../../../tooling/browser.ts";
import { pythonOnnx, runPython } from "../../../tooling/python/onnx-packages.mjs";
import { toolState } from "../../../tooling/required-tools.ts";
import { type Case, distance, exportModels, type Plain } from "./support/exported-models.ts";
import { fromText, mapRecord, type PlainText, toText } from "./support/plain-text.ts";
import { serve } from "./support/serve.ts";

const LIMIT = 1e-5;
const script = (name: string) => fileURLToPath(new URL(`../../../tooling/python/${name}`, import.meta.url));
const guide = new URL("../../../docs/guides/export.md", import.meta.url);

let cwd: string;
let files: string[];
let cases: Case[];
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "elbo-export-"));
  ({ files, cases } = await exportModels(cwd));
}, 600_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** Names of cases beyond the limit, with their distance. */
const beyond = (found: readonly Readonly<Record<string, Plain>>[]) =>
  cases.flatMap(({ name, expected }, i) =>
    Object.entries(expected).flatMap(([output, value]) => {
      const error = distance(found[i]?.[output], value);
      return error <= LIMIT ? [] : [`${name}, ${output}: ${error}`];
    }),
  );

const python = toolState("python-onnx", await pythonOnnx());
describe.skipIf(python.skip)(`Python${python.why}`, () => {
  it("is here", () => expect(python.works, python.why).toBe(true));

  it("the official checker accepts the files", async () => {
    const { output } = await runPython([script("check_onnx.py"), ...files]);
    expect(output.trim().split("\n")).toEqual(files.map((file) => `${file}: ok`));
  });

  it("onnxruntime gives what elbo's engine gives, to 1e-5, at batch 1, 7 and 100", async () => {
    const job = join(cwd, "job.json");
    writeFileSync(job, JSON.stringify(cases.map(({ file, inputs }) => ({ file, runs: [mapRecord(inputs, toText)] }))));
    const { code, output } = await runPython([script("run_onnx.py"), job]);
    expect(code, output.slice(-2000)).toBe(0);
    const found = (JSON.parse(output) as Record<string, PlainText>[][]).map(([run]) => mapRecord(run ?? {}, fromText));
    expect(found).toHaveLength(27);
    expect(beyond(found)).toEqual([]);
  });
});

const page = `<!doctype html><title>waiting</title><script type="module">
import * as ort from "./ort.wasm.min.mjs";
ort.env.wasm.numThreads = 1;
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
const text = (array) => {
  let binary = "";
  for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) binary += String.fromCharCode(byte);
  return btoa(binary);
};
const arrays = { float32: Float32Array, int32: Int32Array };
const mapped = (record, change) => Object.fromEntries(Object.entries(record).map(([k, v]) => [k, change(v)]));
window.compute = async ({ file, inputs }) => {
  const session = await ort.InferenceSession.create(file);
  const feeds = mapped(inputs, ({ type, dims, data }) => new ort.Tensor(type, new arrays[type](bytes(data)), dims));
  const outputs = await session.run(feeds);
  await session.release();
  return mapped(outputs, ({ type, dims, data }) => ({ type, dims, data: text(data) }));
};
document.title = "ready";
</script>`;

const browser = toolState("chromium", browserState);
describe.skipIf(browser.skip)(`a page in Chromium${browser.why}`, () => {
  it("is here", () => expect(browser.works, browser.why).toBe(true));

  /** Opens a page of the folder; what it asks for and what goes wrong is noted. */
  async function open(name: string, pages: Readonly<Record<string, string>>, folder: string) {
    const [server, chromium] = await Promise.all([serve(folder, pages), startBrowser()]);
    const tab = await chromium.newPage();
    const watched = watch(tab, server.origin);
    await tab.goto(`${server.origin}/${name}`);
    const close = async () => {
      await chromium.close();
      await server.close();
      expect(watched).toEqual({ strangers: [], wrong: [] });
    };
    return { tab, close };
  }

  it("onnxruntime-web gives what elbo's engine gives, to 1e-5, at batch 1, 7 and 100", async () => {
    const { tab, close } = await open("compare.html", { "compare.html": page, "favicon.ico": "" }, cwd);
    await tab.waitForFunction("document.title === 'ready'");
    const found: Record<string, Plain>[] = [];
    for (const { file, inputs } of cases) {
      const job = { file: relative(cwd, file), inputs: mapRecord(inputs, toText) };
      const outputs: Record<string, PlainText> = await tab.evaluate(`compute(${JSON.stringify(job)})`);
      found.push(mapRecord(outputs, fromText));
    }
    await close();
    expect(found).toHaveLength(27);
    expect(beyond(found)).toEqual([]);
  });

  it("the guide's page draws sixteen digits", async () => {
    const html = /```html page\.html\n([\s\S]*?)```/.exec(await readFile(guide, "utf8"))?.[1];
    expect(html).toBeDefined();
    const pages = { "page.html": html as string, "favicon.ico": "" };
    const { tab, close } = await open("page.html", pages, join(cwd, "onnx/dense"));
    await tab.waitForFunction("document.querySelectorAll('canvas[data-drawn]').length === 16");
    const shades = await tab.evaluate(`(() => {
      const { data } = document.querySelector("canvas").getContext("2d").getImageData(0, 0, 28, 28);
      return new Set(data.filter((_, i) => i % 4 === 0)).size;
    })()`);
    expect(shades).toBeGreaterThan(5);
    await close();
  });
});
