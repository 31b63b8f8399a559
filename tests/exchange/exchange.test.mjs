// Other programs open the networks that a run saves, and compute the same.
//   LECTERN_NODE_MODULES (tests/browser/bring)   the folder with onnxruntime-web
//   LECTERN_EXCHANGE                             the program made of write_networks.cpp
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const ort = createRequire(path.join(process.env.LECTERN_NODE_MODULES ?? '.', 'package.json'))('onnxruntime-web');
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lectern-exchange-'));
after(() => fs.rmSync(folder, { recursive: true }));
const written = execFileSync(process.env.LECTERN_EXCHANGE, [folder], { encoding: 'utf8' }).trim().split('\n');
const trainings = written.filter((name) => name.startsWith('train_'));
const names = written.filter((name) => !trainings.includes(name));

// An NPY file of float32: its numbers and its shape.
function readArray(file) {
  const bytes = fs.readFileSync(path.join(folder, file));
  const start = 10 + bytes.readUInt16LE(8);
  const [, shape] = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start));
  return {
    numbers: new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length)),
    shape: shape.split(',').filter((side) => side.trim()).map(Number),
  };
}

for (const name of names) {
  test(`ONNX Runtime computes what ${name} computes`, async () => {
    const session = await ort.InferenceSession.create(fs.readFileSync(path.join(folder, `${name}.onnx`)));
    const [{ shape }] = session.inputMetadata;
    const input = readArray(`${name}.input.npy`), { numbers: expected } = readArray(`${name}.output.npy`);
    // Of any size in the file: samples, and before them the steps of a sequence.
    const sides = shape.map((side, i) => (typeof side === 'number' ? side : input.shape[i]));
    const { output } = await session.run({ input: new ort.Tensor('float32', input.numbers, sides) });
    assert.equal(output.data.length, expected.length);
    assert.ok(expected.some((value) => Math.abs(value) > 1e-3));
    output.data.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= 1e-5 * Math.max(1, Math.abs(expected[i])),
      `number ${i} is ${value}, not ${expected[i]}`));
  });
}

const python = '/usr/bin/python3';
// What a Python script prints, given the folder and more arguments; undefined, and the test is skipped, where Python has
// no such module.
function run(module, script, args, context) {
  const begun = `import sys
try:
    import ${module}
except ImportError:
    sys.exit(77)
folder, *names = sys.argv[1:]
`;
  try {
    return execFileSync(python, ['-c', begun + script, folder, ...args], { encoding: 'utf8', cwd: os.tmpdir() });
  } catch (error) {
    if (error.status !== 77 && error.code !== 'ENOENT') throw error;
    context.skip(`Python has no ${module}; install it with: sudo apt-get install python3-${module}`);
  }
}

test('NumPy reads the numbers of every network, and computes with them', (context) => {
  const script = `
for name in names:
    for key, values in numpy.load(f"{folder}/{name}.npz").items():
        assert values.dtype == numpy.float32 and numpy.isfinite(values).all(), (name, key)
        print(name, key, *values.shape)
z = numpy.load(f"{folder}/no_bias.input.npy") @ numpy.load(f"{folder}/no_bias.npz")["0.weight"].T
expected = numpy.load(f"{folder}/no_bias.output.npy")
assert numpy.allclose(z - numpy.log(numpy.exp(z).sum(1, keepdims=True)), expected, atol=1e-5)
`;
  const output = run('numpy', script, names, context);
  if (output === undefined) return;
  const lines = output.trim().split('\n');
  for (const line of ['lenet 0.weight 6 1 5 5', 'lenet 0.bias 6', 'generator 0.weight 16 8 4 4', 'generator 1.running_var 8',
                      'residual 0.body.0.weight 3 3 3 3', 'residual 1.skip.0.weight 4 3 1 1',
                      'lstm recurrent.weight_ih_l0 20 2', 'gru recurrent.bias_hh_l0 15', 'lstm readout.bias 4'])
    assert.ok(lines.includes(line), `${line} is missing in\n${lines.join('\n')}`);
});

// What the networks here compute, with the weights of files that others wrote: by file the largest difference from
// what they computed before, or a sentence.
function readBack(files) {
  const output = execFileSync(process.env.LECTERN_EXCHANGE, [folder, ...files], { encoding: 'utf8' });
  return new Map(output.trim().split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

test('the files written here are read here, and the outputs are the same to the last bit', () => {
  const files = names.flatMap((name) => [`${name}.npz`, `${name}.onnx`]);
  assert.deepEqual([...readBack(files)], files.map((file) => [file, '0']));
});

test('what NumPy writes is read here, in any of its ways', (context) => {
  const script = `
for name in names:
    arrays = dict(numpy.load(f"{folder}/{name}.npz"))
    numpy.savez(f"{folder}/{name}.again.npz", **arrays)
    numpy.savez_compressed(f"{folder}/{name}.float64.npz", **{key: v.astype(float) for key, v in arrays.items()})
    numpy.savez(f"{folder}/{name}.numbered.npz", *arrays.values())
    numpy.savez_compressed(f"{folder}/{name}.renamed.npz", **{"net." + key: numpy.asfortranarray(v.astype(">f4")) for key, v in arrays.items()})
    first = next(iter(arrays))
    numpy.savez(f"{folder}/{name}.larger.npz", **{**arrays, first: numpy.zeros((3,) + arrays[first].shape)})
`;
  if (run('numpy', script, names, context) === undefined) return;
  const files = ['again', 'float64', 'numbered', 'renamed'].flatMap((way) => names.map((name) => `${name}.${way}.npz`));
  assert.deepEqual([...readBack(files)], files.map((file) => [file, '0']));
  for (const [file, sentence] of readBack(names.map((name) => `${name}.larger.npz`)))
    assert.match(sentence, /^“.*” does not fit: The array “.*” of the file is 3 × .*; the network here has .* there/, file);
});

test('what PyTorch exports as ONNX is read here', (context) => {
  const script = `
import runpy
import numpy
torch.set_num_threads(1)
shapes = {"lenet": (1, 28, 28), "uneven_windows": (2, 9, 7), "normalised": (1, 6, 6), "residual": (3, 6, 6)}
for name in names:
    x = torch.from_numpy(numpy.load(f"{folder}/{name}.input.npy"))
    if name in shapes:
        x = x.reshape(-1, *shapes[name])
    network = runpy.run_path(f"{folder}/{name}.py")["network"].eval()
    # Otherwise batch normalisation would become a part of the layer before.
    torch.onnx.export(network, x, f"{folder}/{name}.torch.onnx", opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE)
`;
  // Layer normalisation and average pooling are exported as other operators, softmax of a whole picture not at all.
  const exported = names.filter((name) => !['lenet', 'generator', 'residual', 'uneven_windows'].includes(name));
  if (run('torch', script, exported, context) === undefined) return;
  const files = exported.map((name) => `${name}.torch.onnx`);
  assert.deepEqual([...readBack(files)], files.map((file) => [file, '0']));
});

test('PyTorch computes what every network computes, and goes on with every training', (context) => {
  const script = `
import runpy
import numpy
torch.set_num_threads(1)
shapes = {"lenet": (1, 28, 28), "uneven_windows": (2, 9, 7), "normalised": (1, 6, 6), "residual": (3, 6, 6)}
for name in names:
    path = f"{folder}/{name}.py"
    if name.startswith("train_"):
        print(name)
        sys.argv = [path, "3"]
        runpy.run_path(path, run_name="__main__")
        continue
    x = torch.from_numpy(numpy.load(f"{folder}/{name}.input.npy"))
    if name in shapes:
        x = x.reshape(-1, *shapes[name])
    expected = numpy.load(f"{folder}/{name}.output.npy")
    with torch.no_grad():
        output = runpy.run_path(path)["network"](x).numpy().reshape(expected.shape)
    assert numpy.allclose(output, expected, rtol=1e-5, atol=1e-5), (name, numpy.abs(output - expected).max())
`;
  const output = run('torch', script, written, context);
  if (output === undefined) return;
  const parts = output.trim().split(/^train_/m).slice(1);
  assert.deepEqual(parts.map((part) => 'train_' + part.split('\n', 1)[0]), trainings);
  parts.forEach((part, k) => {
    const losses = [...part.matchAll(/^update \d+: loss (.*)$/gm)].map(([, loss]) => Number(loss));
    const { numbers: expected } = readArray(`${trainings[k]}.losses.npy`);
    assert.equal(losses.length, expected.length);
    assert.ok(Math.abs(expected[2] - expected[0]) > 1e-3, 'the losses differ from batch to batch');
    losses.forEach((loss, i) => assert.ok(Math.abs(loss - expected[i]) <= 5e-6 * Math.max(1, expected[i]),
      `${trainings[k]}: batch ${i} costs ${loss}, not ${expected[i]}`));
  });
});
