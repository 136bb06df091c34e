import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Named } from "@elbo/spec";
import {
  type AttributeProtoSchema,
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
  return "float" in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: big(value) };
}

const dim = (d: number | string) =>
  typeof d === "number"
    ? { value: { case: "dimValue" as const, value: BigInt(d) } }
    : { value: { case: "dimParam" as const, value: d } };

const tensorInfo = (
  name: string,
  { dtype }: Value,
  shape: readonly (number | string)[],
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

/** A listing as an ONNX file (opset 21, IR 10), with the names of the graph inputs that it asks for. */
export function encode(
  { lines, outputs }: Listing,
  {
    nameOf: called = (input) => input,
    valuesOf = () => undefined,
    axesOf = ({ shape }) => shape,
    graphName = "program",
    producerVersion = "",
    metadata = {},
  }: FileStyle = {},
): { readonly bytes: Uint8Array; readonly inputs: readonly string[] } {
  const names = new Map<Value, string>();
  const made = new Set(lines.flatMap((line) => line.outputs));
  const copies: { readonly input: Value; readonly output: string }[] = [];
  for (const [name, value] of outputs) {
    if (made.has(value) && !names.has(value)) names.set(value, name);
    else copies.push({ input: value, output: name });
  }
  const inputs = new Map<string, Value>();
  const initializer: MessageInitShape<typeof TensorProtoSchema>[] = [];
  const nameOf = (x: Value | undefined): string => {
    if (x === undefined) return "";
    const known = names.get(x);
    if (known !== undefined) return known;
    const name = x.from.kind === "input" ? called(x.from.name) : `${x.from.kind === "node" ? "v" : "c"}${x.id}`;
    names.set(x, name);
    const values = x.from.kind === "input" ? valuesOf(x.from.name) : undefined;
    const data = x.from.kind === "constant" ? x.from.data : values && { values };
    if (data !== undefined) {
      const rawData = constantBytes(data, x.shape, x.dtype);
      initializer.push({ name, dims: big(x.shape), dataType: TYPE_NUMBER[x.dtype], rawData });
    } else if (x.from.kind === "input") inputs.set(name, x);
    return name;
  };
  const domains = new Set<string>();
  const node = lines.map((line) => ({
    ...operation(line.op, domains),
    input: line.inputs.map(nameOf),
    output: line.outputs.map(nameOf),
    attribute: Object.entries(line.attributes).map(([name, value]) => attributeProto(name, value)),
  }));
  for (const { input, output } of copies) {
    node.push({ opType: "Identity", domain: "", input: [nameOf(input)], output: [output], attribute: [] });
  }
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [{ domain: "", version: 21n }, ...[...domains].map((domain) => ({ domain, version: 1n }))],
    producerName: "elbo",
    producerVersion,
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graphName,
      node,
      initializer,
      input: [...inputs].map(([name, value]) => tensorInfo(name, value, axesOf(value))),
      output: outputs.map(([name, value]) => tensorInfo(name, value, axesOf(value))),
    },
  });
  return { bytes: toBinary(ModelProtoSchema, model), inputs: [...inputs.keys()] };
}
