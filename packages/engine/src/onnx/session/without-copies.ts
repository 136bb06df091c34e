import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { ModelProtoSchema } from "../generated/onnx_pb.ts";
import type { Runtime } from "./load-runtime.ts";

// The runtime's binding writes results into the caller's arrays, and then makes a new copy of each for its answer. What it
// cannot answer with is a list of tensors: it throws. So a graph whose first output is an empty list ends with a known error,
// after all results were written and before any was copied. Where the binding does something else, nothing is relied on.

const NAME = "without-copies";

const emptyList: MessageInitShape<typeof ModelProtoSchema> = {
  graph: {
    node: [{ opType: "SequenceEmpty", output: [NAME] }],
    output: [
      {
        name: NAME,
        type: {
          value: {
            case: "sequenceType",
            value: { elemType: { value: { case: "tensorType", value: { elemType: 1 } } } },
          },
        },
      },
    ],
  },
};

/** The file with an empty list as its first output: protobuf joins the parts of a message that come one after another. */
function withList(file: Uint8Array): Uint8Array {
  const list = toBinary(ModelProtoSchema, create(ModelProtoSchema, emptyList));
  const joined = new Uint8Array(list.length + file.length);
  joined.set(list);
  joined.set(file, list.length);
  return joined;
}

/** A file that answers with 1. */
const one: MessageInitShape<typeof ModelProtoSchema> = {
  irVersion: 10n,
  opsetImport: [{ domain: "", version: 21n }],
  graph: {
    name: "one",
    node: [{ opType: "Identity", input: ["given"], output: ["one"] }],
    initializer: [{ name: "given", dims: [1n], dataType: 1, floatData: [1] }],
    output: [
      {
        name: "one",
        type: {
          value: {
            case: "tensorType",
            value: { elemType: 1, shape: { dim: [{ value: { case: "dimValue", value: 1n } }] } },
          },
        },
      },
    ],
  },
};

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What the binding says to a list when all results are written; undefined when it does anything else. */
async function findComplaint(runtime: Runtime): Promise<string | undefined> {
  const file = withList(toBinary(ModelProtoSchema, create(ModelProtoSchema, one)));
  const place = new Float32Array(1);
  try {
    const session = await runtime.InferenceSession.create(file, { intraOpNumThreads: 1 });
    try {
      await session.run({}, { [NAME]: null, one: new runtime.Tensor("float32", place, [1]) });
      return undefined;
    } catch (error) {
      return place[0] === 1 ? message(error) : undefined;
    } finally {
      await session.release();
    }
  } catch {
    return undefined;
  }
}

const complaints = new WeakMap<Runtime, Promise<string | undefined>>();

/** How a file is run into arrays of the caller. */
export interface InPlace {
  readonly file: Uint8Array;
  /** Computes all outputs into `places`. */
  run(
    session: InferenceSession,
    feeds: InferenceSession.FeedsType,
    places: Readonly<Record<string, Tensor>>,
  ): Promise<void>;
}

/** Fewer bytes of results are copied faster than an error is thrown. */
const WORTH = 2 ** 19;

/** Prepares a file for runs whose results, `bytes` of them, all go into arrays of the caller. */
export async function inPlace(runtime: Runtime, file: Uint8Array, bytes: number): Promise<InPlace> {
  if (bytes < WORTH) return { file, run: async (session, feeds, places) => void (await session.run(feeds, places)) };
  const asked = complaints.get(runtime) ?? findComplaint(runtime);
  complaints.set(runtime, asked);
  const complaint = await asked;
  if (complaint === undefined) return inPlace(runtime, file, 0);
  return {
    file: withList(file),
    run: async (session, feeds, places) => {
      try {
        await session.run(feeds, { [NAME]: null, ...places });
      } catch (error) {
        if (message(error) !== complaint) throw error;
      }
    },
  };
}
