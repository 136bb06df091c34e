// A run's test split as an archive beside general compressors on the same numbers, as one file, and formats of pictures; every rate
// from bytes on the disk. Binary data is given to general compressors twice, a byte a number and a bit a number: the smaller
// result counts. Of grey pictures, PNG and WebP are made of all at once and of each alone.
// Usage, after a build: node tooling/figures/compression.mjs RUN [--folder FOLDER]
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { pictureSizes } from "../compression/picture-sizes.mjs";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { folder: { type: "string" } } });
const [run] = positionals;
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "elbo-compression-"));
const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const elbo = (...words) =>
  JSON.parse(execFileSync("node", [command, ...words, "--json"], { stdio: ["ignore", "pipe", "ignore"] }).toString());

const archive = join(folder, "test.elbo");
const written = elbo("compress", "--split", "test", "-o", archive, "--model", run);
const { files, seconds: secondsOut } = elbo("decompress", archive, "-o", folder, "--model", run);
const { negativeElbo, bitsPerDimension } = elbo("evaluate", run, "--importance", "0");
const file = readFileSync(join(folder, files[0]));
const { levels } = elbo("inspect", archive);
const dimensions = written.rawBytes;
const rate = (bytes) => ((8 * bytes) / dimensions).toFixed(4);

/** Eight numbers to a byte. */
function packed(bits) {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) if (bits[i]) bytes[i >> 3] |= 128 >> (i & 7);
  return bytes;
}
const numbers = file.subarray(file.length - dimensions);
const forms = levels === 2 ? [file, packed(numbers)] : [file];
const tools = [
  ["gzip", "-9"],
  ["bzip2", "-9"],
  ["xz", "-9e"],
  ["zstd", "--ultra", "-22", "--stdout"],
];
const piped = ([name, ...args], input) => {
  const { status, stdout, error } = spawnSync(name, [...args, "-c"], { input, maxBuffer: 2 ** 28 });
  return error || status !== 0 ? undefined : stdout.length;
};
const brotli = (input) =>
  brotliCompressSync(input, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } })
    .length;

const rows = [
  ["elbo, bytes on the disk", written.bytes],
  ["elbo, the model's nets counted in", written.bytes + written.modelBytes],
];
for (const tool of tools) {
  const found = forms.map((form) => piped(tool, form));
  rows.push([tool.join(" "), found.includes(undefined) ? undefined : Math.min(...found)]);
}
rows.push(["brotli, quality 11, window 24", Math.min(...forms.map(brotli))]);
const shape = Array.from({ length: file[3] }, (_, axis) => file.readUInt32BE(4 + 4 * axis));
if (shape.length === 3) {
  const grey = levels === 2 ? numbers.map((bit) => 255 * bit) : numbers;
  rows.push(...(await pictureSizes(grey, { height: shape[1], width: shape[2] })));
}
console.log("| | bytes | bits per dimension |\n|---|---|---|");
for (const [name, bytes] of rows)
  console.log(`| ${name} | ${bytes ?? "not installed"} | ${bytes ? rate(bytes) : "-"} |`);
const { gross, net } = written.bitsPerDimension;
console.log(`\n${written.examples} examples; gross ${gross.toFixed(5)}, net ${net.toFixed(5)} bits per dimension;`);
console.log(
  `-ELBO ${bitsPerDimension.toFixed(5)} bits per dimension (${negativeElbo.toFixed(2)} nats); net above it by`,
);
console.log(`${(100 * (net / bitsPerDimension - 1)).toFixed(2)} %. Model ${written.modelBytes} bytes.`);
const rateOf = (seconds) => `${(dimensions / 1e6 / seconds).toFixed(3)} MB/s`;
console.log(
  `In ${rateOf(written.seconds)}, out ${rateOf(secondsOut)} (a byte a number), on ${cpus()[0].model}, one thread.`,
);
