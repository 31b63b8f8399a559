// ConvNetJS: plain JavaScript, one sample at a time, one thread.

const batch = 64;

function network(layers) {
  const net = new convnetjs.Net();
  net.makeLayers(layers);
  return net;
}

function dense(neurons, activation) {
  return { type: 'fc', num_neurons: neurons, activation };
}

function classifier(size, [sx, sy, depth], hidden) {
  const net = network([{ type: 'input', out_sx: sx, out_sy: sy, out_depth: depth }, ...hidden,
    { type: 'softmax', num_classes: 10 }]);
  const trainer = new convnetjs.SGDTrainer(net, { method: 'adadelta', batch_size: batch });
  const samples = Array.from({ length: batch }, (_, i) => {
    const volume = new convnetjs.Vol(sx, sy, depth);
    volume.w = randomValues(sx * sy * depth, i + 1);
    return volume;
  });
  return [{ size, unit: 'samples/s', unitsPerCall: batch,
    work: () => samples.forEach((sample, i) => trainer.train(sample, i % 10)) }];
}

function smallMlp() {
  const net = network([{ type: 'input', out_sx: 1, out_sy: 1, out_depth: 2 }, dense(8, 'tanh'), dense(8, 'tanh'),
    { type: 'regression', num_neurons: 1 }]);
  const trainer = new convnetjs.SGDTrainer(net, { method: 'sgd', learning_rate: 0.03, batch_size: 500 });
  const points = Array.from({ length: 500 }, (_, i) => new convnetjs.Vol(Array.from(randomValues(2, i + 1))));
  return [{ size: 'MLP 2-8-8-1, 500 points', unit: 'epochs/s', unitsPerCall: 1,
    work: () => points.forEach((point) => trainer.train(point, [point.w[0] * point.w[1] > 0 ? 1 : -1])) }];
}

async function convnetjsPeer() {
  const convolution = (filters, pad) => ({ type: 'conv', sx: 5, filters, stride: 1, pad, activation: 'relu' });
  const pool = { type: 'pool', sx: 2, stride: 2 };
  return {
    W2: () => classifier('MLP 784-128-64-10, batch 64', [1, 1, 784], [dense(128, 'relu'), dense(64, 'relu')]),
    W3: () => classifier('LeNet 28x28, batch 64', [28, 28, 1],
      [convolution(6, 2), pool, convolution(16, 0), pool, dense(120, 'relu'), dense(84, 'relu')]),
    W5: smallMlp,
  };
}
