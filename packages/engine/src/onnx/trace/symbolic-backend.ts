import type { LoopingBackend } from "@elbo/program";
import { EngineError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { LoweringError } from "../../errors/lowering-error.ts";
import type { DType, Graph, Value } from "../graph/types.ts";
import { CapturedTensors } from "./captured-tensors.ts";

/** tfjs's name for the backend that records instead of computing. */
export const BACKEND = "elbo-onnx";

/** Operations up to which a recurrence is unrolled, unless said otherwise. */
const UNROLLED = 50;

/** How a program is traced. */
export interface TraceOptions extends Pick<Graph, "blocked"> {
  /** Operations up to which a recurrence is unrolled, counted over all steps without the gradient's; beyond, it is a loop. */
  readonly unrolled?: number;
}

/** Data behind one tfjs data id: a value of the graph, or host numbers that become a constant where they are used. */
interface Held {
  references: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values?: ArrayLike<number>;
  readonly graph?: Graph;
  readonly value?: Value;
}

/**
 * A tfjs backend whose tensors are values of a graph. Foreign tensors are moved in by tfjs with their numbers, which stay
 * readable; a value that only a run would know throws when it is read. Graph values are names, not memory: a clone of one
 * is the same value again, so only host numbers count as data ids, which is what tfjs's leak check looks at.
 */
export class SymbolicBackend extends tf.KernelBackend {
  #store: tf.DataStorage<Held> = new tf.DataStorage<Held>(this, tf.engine());
  #hostArrays = 0;
  #graph: Graph | undefined;
  #moved: object[] = [];
  /** What the cells of loops take from outside. */
  readonly captured: CapturedTensors = new CapturedTensors();
  /** Operations up to which a recurrence is unrolled. */
  unrolled = 0;
  /** Lowers recurrences; without it they are unrolled. */
  loop?: LoopingBackend["loop"];

  /** Records into `graph` while `work` runs, then hands captured tensors back to `home`. */
  record<R>(graph: Graph, home: tf.KernelBackend | null, work: () => R, { unrolled = UNROLLED }: TraceOptions = {}): R {
    this.#graph = graph;
    this.unrolled = unrolled;
    this.captured.begin();
    this.#moved = [];
    try {
      return work();
    } finally {
      this.captured.release((id) => this.disposeData(id));
      this.#graph = undefined;
      if (home !== null && home !== this) {
        for (const id of this.#moved) if (this.#store.has(id)) tf.engine().moveData(home, id);
      }
      this.#moved = [];
    }
  }

  get graph(): Graph {
    if (this.#graph === undefined) throw new Error(`The backend "${BACKEND}" works only while a program is traced.`);
    return this.#graph;
  }

  /** A new data id for a graph value. */
  hold(value: Value): object {
    const id = {};
    this.#store.set(id, { references: 1, shape: value.shape, dtype: value.dtype, value, graph: this.graph });
    return id;
  }

  /** The graph value of a tensor. */
  value(x: tf.TensorInfo): Value {
    this.captured.see(x);
    const held = this.#store.get(x.dataId);
    if (held.value !== undefined && held.graph === this.graph) return held.value;
    if (held.values === undefined) {
      throw new EngineError("a tensor of one traced program is used in another", {
        where: "engine/trace",
        remedy: "A program may use its arguments, constants, and what it computes from them; it must keep nothing.",
      });
    }
    return this.graph.constant(held.values, x.shape, x.dtype as DType);
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    const id = {};
    this.#keep(id, { references: 1, shape, dtype: dtype as DType, values: values as Float32Array });
    return id;
  }

  override move(
    id: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    this.#moved.push(id);
    this.#keep(id, { references, shape, dtype: dtype as DType, values: values as Float32Array });
  }

  #keep(id: object, held: Held): void {
    this.#store.set(id, held);
    this.#hostArrays++;
  }

  override readSync(id: object): Float32Array {
    const { values } = this.#store.get(id);
    if (values === undefined) {
      throw new LoweringError("a program reads the value of a tensor while it is traced", {
        where: "engine/trace",
        remedy: "Leave out dataSync, arraySync, data and print, and let no shape depend on a value.",
      });
    }
    return values as Float32Array;
  }

  override async read(id: object): Promise<Float32Array> {
    return this.readSync(id);
  }

  override refCount(id: object): number {
    return this.#store.has(id) ? this.#store.get(id).references : 0;
  }

  override incRef(id: object): void {
    this.#store.get(id).references++;
    if (this.captured.shared(id)) this.#store.get(id).references++;
  }

  decRef(id: object): void {
    if (this.#store.has(id)) this.#store.get(id).references--;
  }

  override disposeData(id: object, force = false): boolean {
    if (!this.#store.has(id)) return true;
    const held = this.#store.get(id);
    held.references--;
    if (held.references > 0 && !force) return false;
    if (held.values !== undefined) this.#hostArrays--;
    this.#store.delete(id);
    return true;
  }

  override numDataIds(): number {
    return this.#hostArrays;
  }

  /** Data ids alive, graph values included: 0 after every trace. */
  get held(): number {
    return this.#store.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {}
}
