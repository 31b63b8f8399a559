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
const names = execFileSync(process.env.LECTERN_EXCHANGE, [folder], { encoding: 'utf8' }).trim().split('\n');

// The numbers of an NPY file of float32.
function readNumbers(file) {
  const bytes = fs.readFileSync(path.join(folder, file));
  const start = 10 + bytes.readUInt16LE(8);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
}

for (const name of names) {
  test(`ONNX Runtime computes what ${name} computes`, async () => {
    const session = await ort.InferenceSession.create(fs.readFileSync(path.join(folder, `${name}.onnx`)));
    const [{ shape }] = session.inputMetadata;
    const inputs = readNumbers(`${name}.input.npy`), expected = readNumbers(`${name}.output.npy`);
    const sides = shape.slice(1), samples = inputs.length / sides.reduce((product, side) => product * side, 1);
    const { output } = await session.run({ input: new ort.Tensor('float32', inputs, [samples, ...sides]) });
    assert.equal(output.data.length, expected.length);
    assert.ok(expected.some((value) => Math.abs(value) > 1e-3));
    output.data.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= 1e-5 * Math.max(1, Math.abs(expected[i])),
      `number ${i} is ${value}, not ${expected[i]}`));
  });
}

test('NumPy reads the numbers of every network, and computes with them', (context) => {
  const python = '/usr/bin/python3';
  try {
    execFileSync(python, ['-c', 'import numpy'], { stdio: 'ignore' });
  } catch {
    return context.skip('NumPy is not there; install it with: sudo apt-get install python3-numpy');
  }
  const script = `
import numpy, sys
folder, *names = sys.argv[1:]
for name in names:
    for key, values in numpy.load(f"{folder}/{name}.npz").items():
        assert values.dtype == numpy.float32 and numpy.isfinite(values).all(), (name, key)
        print(name, key, *values.shape)
z = numpy.load(f"{folder}/no_bias.input.npy") @ numpy.load(f"{folder}/no_bias.npz")["0.weight"].T
expected = numpy.load(f"{folder}/no_bias.output.npy")
assert numpy.allclose(z - numpy.log(numpy.exp(z).sum(1, keepdims=True)), expected, atol=1e-5)
`;
  const lines = execFileSync(python, ['-c', script, folder, ...names], { encoding: 'utf8' }).trim().split('\n');
  for (const line of ['lenet 0.weight 6 1 5 5', 'lenet 0.bias 6', 'generator 0.weight 16 8 4 4', 'generator 1.running_var 8',
                      'residual 0.body.0.weight 3 3 3 3', 'residual 1.skip.0.weight 4 3 1 1'])
    assert.ok(lines.includes(line), `${line} is missing in\n${lines.join('\n')}`);
});
