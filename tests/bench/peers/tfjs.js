// TensorFlow.js with its WebAssembly backend.

const pictureBatch = 64;

// The backend as shipped cannot train convolutions: this is its missing kernel, as a convolution of
// the inputs (channels as batch) with the output gradients. Stride 1 only.
function registerFilterGradient() {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs: { x, dy }, attrs: { pad } }) => tf.tidy(() => {
      const pictures = tf.transpose(tf.engine().makeTensorFromTensorInfo(x), [3, 1, 2, 0]);
      const gradients = tf.transpose(tf.engine().makeTensorFromTensorInfo(dy), [1, 2, 0, 3]);
      const margin = pad === 'same' ? 2 : 0;
      const padded = tf.pad(pictures, [[0, 0], [margin, margin], [margin, margin], [0, 0]]);
      return tf.transpose(tf.conv2d(padded, gradients, 1, 'valid'), [1, 2, 0, 3]);
    }),
  });
}

function variable(shape) {
  const fanIn = shape.slice(0, -1).reduce((a, b) => a * b);
  return tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn), 'float32', 1));
}

// A chain of dense layers: input through sizes, `activation` between them.
function denseChain(sizes, activation, last = (z) => z) {
  const layers = sizes.slice(1).map((size, i) => ({ W: variable([sizes[i], size]), b: tf.variable(tf.zeros([size])) }));
  return {
    parameters: layers.flatMap(({ W, b }) => [W, b]),
    apply: (x) => layers.reduce((h, { W, b }, i) => {
      const z = tf.add(tf.matMul(h, W), b);
      return i + 1 < layers.length ? activation(z) : last(z);
    }, x),
  };
}

function classification(size, inputShape, apply, parameters) {
  const X = tf.tensor(randomValues(pictureBatch * inputShape.reduce((a, b) => a * b)), [pictureBatch, ...inputShape]);
  const labels = tf.oneHot(tf.tensor1d(Array.from({ length: pictureBatch }, (_, i) => i % 10), 'int32'), 10).toFloat();
  const adam = tf.train.adam(1e-3);
  const loss = () => tf.losses.softmaxCrossEntropy(labels, apply(X));
  return [{ size, unit: 'samples/s', unitsPerCall: pictureBatch, work: () => adam.minimize(loss, false, parameters) }];
}

function gemm() {
  return [[512, 'A B'], [512, "A' B", true], [512, "A B'", false, true], [1024, 'A B']].map(([n, label, ta, tb]) => {
    const A = tf.tensor2d(randomValues(n * n, 1), [n, n]), B = tf.tensor2d(randomValues(n * n, 2), [n, n]);
    return { size: `${n}^3 ${label}`, unit: 'GFLOP/s', unitsPerCall: 2e-9 * n ** 3,
      work: () => tf.matMul(A, B, ta, tb).dispose() };
  });
}

function mlp() {
  const chain = denseChain([784, 128, 64, 10], tf.relu);
  return classification('MLP 784-128-64-10, batch 64', [784], chain.apply, chain.parameters);
}

function cnn() {
  registerFilterGradient();
  const [W1, W2] = [variable([5, 5, 1, 6]), variable([5, 5, 6, 16])];
  const [b1, b2] = [tf.variable(tf.zeros([6])), tf.variable(tf.zeros([16]))];
  const chain = denseChain([400, 120, 84, 10], tf.relu);
  const apply = (x) => {
    const first = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, W1, 1, 'same'), b1)), 2, 2, 'valid');
    const second = tf.maxPool(tf.relu(tf.add(tf.conv2d(first, W2, 1, 'valid'), b2)), 2, 2, 'valid');
    return chain.apply(tf.reshape(second, [pictureBatch, 400]));
  };
  return classification('LeNet 28x28, batch 64', [28, 28, 1], apply, [W1, b1, W2, b2, ...chain.parameters]);
}

// As a finished model comes to this library: bias and activation within the layers.
function inference() {
  const [W1, W2] = [variable([5, 5, 1, 6]), variable([5, 5, 6, 16])];
  const [b1, b2] = [tf.zeros([6]), tf.zeros([16])];
  const dense = [[400, 120], [120, 84], [84, 10]].map(([inputs, units], i) =>
    ({ b: variable([inputs, units]), bias: tf.zeros([units]), activation: i < 2 ? 'relu' : 'linear' }));
  const convolved = (x, filter, bias, pad) =>
    tf.maxPool(tf.fused.conv2d({ x, filter, bias, strides: 1, pad, activation: 'relu' }), 2, 2, 'valid');
  return [1, 256].map((batch) => {
    const X = tf.tensor(randomValues(batch * 784), [batch, 28, 28, 1]);
    const answer = () => dense.reduce((a, layer) => tf.fused.matMul({ a, ...layer }),
      tf.reshape(convolved(convolved(X, W1, b1, 'same'), W2, b2, 'valid'), [batch, 400]));
    return { size: `LeNet 28x28, inference, batch ${batch}`, unit: 'samples/s', unitsPerCall: batch,
      work: () => tf.tidy(answer).dispose() };
  });
}

function gan() {
  const n = 128;
  const G = denseChain([2, 64, 64, 2], tf.relu), D = denseChain([2, 64, 64, 1], tf.relu);
  const [adamG, adamD] = [tf.train.adam(1e-3), tf.train.adam(1e-3)];
  const [real, noise] = [1, 2].map((seed) => tf.tensor2d(randomValues(n * 2, seed), [n, 2]));
  const cost = (labels, x) => tf.losses.sigmoidCrossEntropy(labels, D.apply(x));
  const isReal = tf.ones([n, 1]), both = tf.concat([isReal, tf.zeros([n, 1])]);
  const step = () => {
    const points = tf.tidy(() => tf.concat([real, G.apply(noise)]));
    adamD.minimize(() => cost(both, points), false, D.parameters);
    points.dispose();
    adamG.minimize(() => cost(isReal, G.apply(noise)), false, G.parameters);
  };
  return [{ size: 'GAN 2-64-64-2 and 2-64-64-1, batch 128', unit: 'steps/s', unitsPerCall: 1, work: step }];
}

function smallMlp() {
  const chain = denseChain([2, 8, 8, 1], tf.tanh, tf.tanh);
  const X = tf.tensor2d(randomValues(1000), [500, 2]);
  const targets = tf.tensor2d(randomValues(500, 2).map(Math.sign), [500, 1]);
  const sgd = tf.train.sgd(0.03);
  const loss = () => tf.mean(tf.squaredDifference(chain.apply(X), targets));
  return [{ size: 'MLP 2-8-8-1, 500 points', unit: 'epochs/s', unitsPerCall: 1,
    work: () => sgd.minimize(loss, false, chain.parameters) }];
}

async function tfjsPeer(threads) {
  tf.wasm.setWasmPaths('/modules/@tensorflow/tfjs-backend-wasm/dist/');
  tf.wasm.setThreadsCount(threads);
  await tf.setBackend('wasm');
  await tf.ready();
  return { W1: gemm, W2: mlp, W3: cnn, W4: gan, W5: smallMlp, W6: inference };
}
