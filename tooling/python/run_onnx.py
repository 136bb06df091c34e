"""Runs ONNX files in onnxruntime.

python run_onnx.py JOB.json      JOB: {"file": path, "runs": [{name: {"type", "dims", "data": base64}}]}...
Prints a list, per job a list, per run {name: {"type", "dims", "data": base64}}.
"""

import base64
import json
import sys

import numpy as np
import onnxruntime as ort


def array(value):
    numbers = np.frombuffer(base64.b64decode(value["data"]), dtype=value["type"])
    return numbers.reshape(value["dims"])


def text(value):
    contiguous = np.ascontiguousarray(value)
    return {
        "type": str(contiguous.dtype),
        "dims": list(contiguous.shape),
        "data": base64.b64encode(contiguous.tobytes()).decode(),
    }


def run(job):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(job["file"], options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    results = []
    for feeds in job["runs"]:
        values = session.run(names, {name: array(value) for name, value in feeds.items()})
        results.append({name: text(value) for name, value in zip(names, values)})
    return results


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf8") as file:
        print(json.dumps([run(job) for job in json.load(file)]))
