import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Named } from "@elbo/spec";
import {
  type AttributeProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from "../generated/onnx_pb.ts";
import type { Attribute, Value } from "../graph/types.ts";
import { constantBytes, TYPE_NUMBER } from "./constant-bytes.ts";
import type { Instruction } from "./instruction.ts";

const TEXT = new TextEncoder();
const big = (values: readonly number[]) => values.map(BigInt);

function attributeProto(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === "number") return { name, type: 2, i: BigInt(value) };
  if (typeof value === "string") {
    return name === "to"
      ? { name, type: 2, i: BigInt(TYPE_NUMBER[value as keyof typeof TYPE_NUMBER]) }
      : { name, type: 3, s: TEXT.encode(value) };
  }
  if ("slots" in value) throw new Error("A loop's body is listed before it is encoded.");
  return "float" in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: big(value) };
}

const dim = (d: number | string) =>
  typeof d === "number"
    ? { value: { case: "dimValue" as const, value: BigInt(d) } }
    : { value: { case: "dimParam" as const, value: d } };

const tensorInfo = (
  name: string,
  { dtype, shape: lengths }: Value,
  shape: readonly (number | string)[] = lengths,
): MessageInitShape<typeof ValueInfoProtoSchema> => ({
  name,
  type: {
    value: { case: "tensorType", value: { elemType: TYPE_NUMBER[dtype], shape: { dim: shape.map(dim) } } },
  },
});

/** `domain:Op`, or an operation of the standard. */
function operation(op: string, domains: Set<string>) {
  const at = op.indexOf(":");
  if (at > 0) domains.add(op.slice(0, at));
  return { domain: op.slice(0, Math.max(0, at)), opType: op.slice(at + 1) };
}

/** What goes into a file. */
export interface Listing {
  readonly lines: readonly Instruction[];
  /** Results by the name that a run asks for. */
  readonly outputs: readonly (readonly [name: string, value: Value])[];
}

/** What a file says besides its listing. */
export interface FileStyle {
  /** The name of a graph input in the file; default its own. */
  readonly nameOf?: (input: string) => string;
  /** Values of a graph input that the file carries itself (an initializer). */
  readonly valuesOf?: (input: string) => Float32Array | undefined;
  /** Axes of a graph input or output: lengths, or names where a length is open. */
  readonly axesOf?: (value: Value) => readonly (number | string)[];
  readonly graphName?: string;
  readonly producerVersion?: string;
  readonly metadata?: Named<string>;
}

/** What the lines of a file, loop bodies included, refer to: graph inputs and constants. */
interface Outside {
  readonly style: FileStyle;
  readonly inputs: Map<string, Value>;
  readonly initializer: MessageInitShape<typeof TensorProtoSchema>[];
  readonly names: Map<Value, string>;
  readonly domains: Set<string>;
}

/** The name of what the file holds once for all: an input or a constant. */
function outsideName({ style, inputs, initializer, names }: Outside, x: Value): string | undefined {
  const known = names.get(x);
  if (known !== undefined || x.from.kind === "node") return known;
  if (x.from.kind === "slot") throw new Error(`A step's value "${x.from.name}" is used outside of its loop.`);
  const name = x.from.kind === "constant" ? `c${x.id}` : (style.nameOf?.(x.from.name) ?? x.from.name);
  names.set(x, name);
  const values = x.from.kind === "input" ? style.valuesOf?.(x.from.name) : undefined;
  const data = x.from.kind === "constant" ? x.from.data : values && { values };
  if (data !== undefined) {
    const rawData = constantBytes(data, x.shape, x.dtype);
    initializer.push({ name, dims: big(x.shape), dataType: TYPE_NUMBER[x.dtype], rawData });
  } else inputs.set(name, x);
  return name;
}

/** A listing's nodes; `names`: what surrounds it has named already. */
function encodeLines({ lines, outputs }: Listing, outside: Outside, names: Map<Value, string>) {
  const made = new Set(lines.flatMap((line) => line.outputs));
  const copies: { readonly input: Value; readonly output: string }[] = [];
  for (const [name, value] of outputs) {
    if (made.has(value) && !names.has(value)) names.set(value, name);
    else copies.push({ input: value, output: name });
  }
  const nameOf = (x: Value | undefined): string => {
    if (x === undefined) return "";
    const name = names.get(x) ?? outsideName(outside, x) ?? `v${x.id}`;
    if (x.from.kind === "node") names.set(x, name);
    return name;
  };
  const node = lines.map((line) => ({
    ...operation(line.op, outside.domains),
    input: line.inputs.slice(0, line.body?.slots.length).map(nameOf),
    output: line.outputs.map(nameOf),
    attribute: [
      ...Object.entries(line.attributes).map(([name, value]) => attributeProto(name, value)),
      ...(line.body === undefined ? [] : [{ name: "body", type: 5, g: encodeBody(line.body, outside, names) }]),
    ],
  }));
  for (const { input, output } of copies) {
    node.push({ opType: "Identity", domain: "", input: [nameOf(input)], output: [output], attribute: [] });
  }
  return node;
}

/** A loop's body: a graph of its own that sees the names around it. */
function encodeBody(
  { slots, ...listing }: NonNullable<Instruction["body"]>,
  outside: Outside,
  around: ReadonlyMap<Value, string>,
): MessageInitShape<typeof GraphProtoSchema> {
  const names = new Map(around);
  for (const slot of slots) names.set(slot, `x${slot.id}`);
  return {
    name: "step",
    node: encodeLines(listing, outside, names),
    input: slots.map((slot) => tensorInfo(`x${slot.id}`, slot, outside.style.axesOf?.(slot))),
    output: listing.outputs.map(([name, value]) => tensorInfo(name, value, outside.style.axesOf?.(value))),
  };
}

/** A listing as an ONNX file (opset 21, IR 10), with the names of the graph inputs that it asks for. */
export function encode(
  listing: Listing,
  style: FileStyle = {},
): { readonly bytes: Uint8Array; readonly inputs: readonly string[] } {
  const outside: Outside = { style, inputs: new Map(), initializer: [], names: new Map(), domains: new Set() };
  const axesOf = style.axesOf ?? (({ shape }: Value) => shape);
  const nodes = encodeLines(listing, outside, new Map());
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [{ domain: "", version: 21n }, ...[...outside.domains].map((domain) => ({ domain, version: 1n }))],
    producerName: "elbo",
    producerVersion: style.producerVersion ?? "",
    metadataProps: Object.entries(style.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: style.graphName ?? "program",
      node: nodes,
      initializer: outside.initializer,
      input: [...outside.inputs].map(([name, value]) => tensorInfo(name, value, axesOf(value))),
      output: listing.outputs.map(([name, value]) => tensorInfo(name, value, axesOf(value))),
    },
  });
  return { bytes: toBinary(ModelProtoSchema, model), inputs: [...outside.inputs.keys()] };
}
