"""The official checker on ONNX files: types and shapes of every value, and operators of the standard alone.

python check_onnx.py FILE...     prints one line per file; the exit code is the number of files that fail
"""

import sys

import onnx


def problem(path):
    model = onnx.load(path)
    domains = {entry.domain for entry in model.opset_import} | {node.domain for node in model.graph.node}
    if domains - {""}:
        return f"domains {sorted(domains)}"
    try:
        onnx.checker.check_model(path, full_check=True)
    except Exception as error:  # the checker's errors have no common class
        return str(error).splitlines()[0]
    return None


def main(paths):
    failures = 0
    for path in paths:
        found = problem(path)
        failures += found is not None
        print(f"{path}: {found or 'ok'}")
    return failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
