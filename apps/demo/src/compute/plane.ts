import { fetchModelFile, openProgram } from "./runtime.ts";

/** What lies on the plane. */
export interface PlaneFacts {
  /** Codes of test digits, `[digit, 2]`. */
  readonly codes: Float32Array;
  /** Which digit each is, `[digit]`. */
  readonly labels: Uint8Array;
}

/** The model with two latents. */
export interface Plane {
  open(): Promise<PlaneFacts>;
  /** Means of p(x|z) of `z` `[count, 2]`: `[count, 28, 28]`. */
  decode(z: Float32Array): Promise<Float32Array>;
}

export function createPlane(): Plane {
  let program: ReturnType<typeof openProgram> | undefined;
  const opened = () => {
    program ??= openProgram("plane/decode.onnx");
    return program;
  };
  return {
    open: async () => {
      const [codes, labels] = await Promise.all([
        fetchModelFile("plane/codes.f32"),
        fetchModelFile("plane/labels.u8"),
        opened(),
      ]);
      return { codes: new Float32Array(codes), labels: new Uint8Array(labels) };
    },
    decode: async (z) => {
      const { x } = await (await opened()).run({ z: { data: z, dims: [z.length / 2, 2] } });
      return x?.data as Float32Array;
    },
  };
}
