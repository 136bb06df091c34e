import * as tf from "@tensorflow/tfjs-core";

interface TapeNode {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
}
interface TapeEngine {
  readonly state: { readonly activeTape: TapeNode[] };
  addTapeNode(kernel: string, inputs: object, outputs: readonly tf.Tensor[], ...rest: unknown[]): void;
}

/**
 * Mends the order of tfjs's gradient tape, once per process.
 *
 * A kernel that saves its output (exp, tanh, sigmoid, softmax) records the saved copy before itself, so the path
 * through the copy is lost and second-order gradients are silently wrong (tfjs issue 3252). Here a node goes before
 * the nodes at the tape's end that read what it makes.
 */
export function patchTape(): void {
  const engine = tf.engine() as unknown as TapeEngine;
  const add = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (kernel, inputs, outputs, ...rest) => {
    const tape = engine.state.activeTape;
    const end = tape.length;
    add(kernel, inputs, outputs, ...rest);
    const made = new Set(outputs.map(({ id }) => id));
    const readsMade = (node: TapeNode | undefined) =>
      Object.values(node?.inputs ?? {}).some((tensor) => made.has(tensor.id));
    let place = end;
    while (place > 0 && readsMade(tape[place - 1])) place--;
    if (place < end) tape.splice(place, 0, ...tape.splice(end, 1));
  };
}
