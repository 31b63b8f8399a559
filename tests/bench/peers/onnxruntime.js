// ONNX Runtime Web: runs finished models, so it takes part in W1 only.

// Protocol Buffers, as much as a model of one MatMul needs.
const encode = {
  varint: (value) => {
    const bytes = [];
    for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
    return [...bytes, value];
  },
  number: (field, value) => [...encode.varint(field * 8), ...encode.varint(value)],
  bytes: (field, bytes) => [...encode.varint(field * 8 + 2), ...encode.varint(bytes.length), ...bytes],
  text: (field, text) => encode.bytes(field, [...new TextEncoder().encode(text)]),
};

// C = A B for n × n matrices of float32.
function matMulModel(n) {
  const { number, bytes, text } = encode;
  const dimension = bytes(1, number(1, n));
  const type = bytes(1, [...number(1, 1), ...bytes(2, [...dimension, ...dimension])]);
  const value = (name) => [...text(1, name), ...bytes(2, type)];
  const node = [...text(1, 'A'), ...text(1, 'B'), ...text(2, 'C'), ...text(4, 'MatMul')];
  const graph = [...bytes(1, node), ...text(2, 'product'), ...bytes(11, value('A')), ...bytes(11, value('B')),
    ...bytes(12, value('C'))];
  return new Uint8Array([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 13))]);
}

async function gemm() {
  const workloads = [];
  for (const n of [512, 1024]) {
    const session = await ort.InferenceSession.create(matMulModel(n), { executionProviders: ['wasm'] });
    const feeds = { A: new ort.Tensor('float32', randomValues(n * n, 1), [n, n]),
      B: new ort.Tensor('float32', randomValues(n * n, 2), [n, n]) };
    workloads.push({ size: `${n}^3 A B`, unit: 'GFLOP/s', unitsPerCall: 2e-9 * n ** 3, work: () => session.run(feeds) });
  }
  return workloads;
}

async function onnxruntimePeer(threads) {
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = '/modules/onnxruntime-web/dist/';
  return { W1: gemm };
}
