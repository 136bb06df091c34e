/** What a lowering does not cover; the tracer adds who called it. */
export class Refusal extends Error {
  /** `what`: a noun phrase; `kernel`: tfjs's name for the operation at fault. */
  constructor(
    readonly what: string,
    readonly kernel?: string,
  ) {
    super(`${what} cannot be lowered to ONNX`);
    this.name = "Refusal";
  }
}
