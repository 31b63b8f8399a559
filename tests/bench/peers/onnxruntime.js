// ONNX Runtime Web: runs finished models, so it takes part in W1 and W6 only.

// Protocol Buffers, as much as these models need.
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
const { number, bytes, text } = encode;

// The parts of a model, each as the bytes of its field in the graph. float32 alone.
const valueInfo = (field, name, shape) => {
  const type = bytes(1, [...number(1, 1), ...bytes(2, shape.flatMap((n) => bytes(1, number(1, n))))]);
  return bytes(field, [...text(1, name), ...bytes(2, type)]);
};
const attribute = ([name, values]) =>
  bytes(5, [...text(1, name), ...values.flatMap((value) => number(8, value)), ...number(20, 7)]);
const node = (operator, inputs, output, attributes = {}) => bytes(1, [...inputs.flatMap((name) => text(1, name)),
  ...text(2, output), ...text(4, operator), ...Object.entries(attributes).flatMap(attribute)]);
const initializer = (name, shape, values) => bytes(5, [...shape.flatMap((n) => number(1, n)), ...number(2, 1),
  ...text(8, name), ...bytes(9, new Uint8Array(values.buffer))]);

const model = (parts) => new Uint8Array([...number(1, 8), ...bytes(7, [...parts, ...text(2, 'graph')].flat()),
  ...bytes(8, number(2, 13))]);

// C = A B for n × n matrices.
const matMulModel = (n) => model([...node('MatMul', ['A', 'B'], 'C'), ...valueInfo(11, 'A', [n, n]),
  ...valueInfo(11, 'B', [n, n]), ...valueInfo(12, 'C', [n, n])]);

function leNetModel(batch) {
  const parts = [];
  let last = 'pictures';
  const then = (operator, name, attributes, ...shapes) => {
    const weights = shapes.map((shape, i) => {
      const size = shape.reduce((a, b) => a * b);
      parts.push(initializer(`${name}${i}`, shape, randomValues(size, parts.length).map((w) => w / Math.sqrt(shape.at(-1) * 25))));
      return `${name}${i}`;
    });
    parts.push(node(operator, [last, ...weights], name, attributes));
    last = name;
  };
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  then('Conv', 'conv1', { pads: [2, 2, 2, 2] }, [6, 1, 5, 5], [6]);
  then('Relu', 'relu1');
  then('MaxPool', 'pool1', pool);
  then('Conv', 'conv2', {}, [16, 6, 5, 5], [16]);
  then('Relu', 'relu2');
  then('MaxPool', 'pool2', pool);
  then('Flatten', 'flat');
  then('Gemm', 'dense1', {}, [400, 120], [120]);
  then('Relu', 'relu3');
  then('Gemm', 'dense2', {}, [120, 84], [84]);
  then('Relu', 'relu4');
  then('Gemm', 'dense3', {}, [84, 10], [10]);
  parts.push(valueInfo(11, 'pictures', [batch, 1, 28, 28]), valueInfo(12, 'dense3', [batch, 10]));
  return model(parts.flat());
}

async function inference() {
  const workloads = [];
  for (const batch of [1, 256]) {
    const session = await ort.InferenceSession.create(leNetModel(batch), { executionProviders: ['wasm'] });
    const feeds = { pictures: new ort.Tensor('float32', randomValues(batch * 784), [batch, 1, 28, 28]) };
    workloads.push({ size: `LeNet 28x28, inference, batch ${batch}`, unit: 'samples/s', unitsPerCall: batch,
      work: () => session.run(feeds) });
  }
  return workloads;
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
  return { W1: gemm, W6: inference };
}
