#!/bin/sh
# Generates src/onnx/generated/onnx_pb.ts from the onnx.proto inside Python's onnx package.
# Needs python3 with `pip install onnx grpcio-tools` (for protoc), and this package's installed dependencies.
set -e
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
folder=$("$python" -c 'import onnx, os; print(os.path.dirname(onnx.__file__))')
"$python" -m grpc_tools.protoc -I "$folder" \
  --plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es \
  --es_out=src/onnx/generated --es_opt=target=ts \
  "$folder/onnx.proto"
