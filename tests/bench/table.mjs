// Prints the lines of tests/bench/run --peers as a Markdown table: our rate in Chromium, the peers', the ratios.
//   node table.mjs LINES.jsonl
import fs from 'node:fs';
import os from 'node:os';

const lines = fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

const browserPeers = ['tfjs', 'onnxruntime', 'convnetjs'];
const best = (entries) => Math.max(0, ...entries.map((entry) => entry.rate));
const number = (rate) => (rate === 0 ? '–' : rate >= 1000 ? Math.round(rate).toLocaleString('en').replaceAll(',', ' ') : rate.toPrecision(3));
const ratio = (ours, theirs) => (theirs === 0 ? '–' : `${(ours / theirs).toPrecision(3)}×`);

const cpu = os.cpus();
console.log(`\n${new Date().toISOString().slice(0, 10)}, ${cpu.length} × ${cpu[0].model.trim()}, Chromium; medians; 1 / 2 threads.\n`);
console.log('| workload | unit | Lectern | TensorFlow.js | ONNX Runtime Web | ConvNetJS | PyTorch, native | best / best browser peer | best / PyTorch |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (const size of new Set(lines.map((line) => line.size))) {
  const here = lines.filter((line) => line.size === size);
  const of = (peer) => here.filter((line) => line.peer === peer);
  const cell = (peer) => [1, 2].map((threads) => number(best(of(peer).filter((line) => line.threads === threads)))).join(' / ');
  const ours = best(of(undefined));
  console.log(`| ${[`${here[0].workload} ${size}`, here[0].unit, cell(undefined), ...browserPeers.map(cell), cell('torch'),
    ratio(ours, best(browserPeers.flatMap(of))), ratio(ours, best(of('torch')))].join(' | ')} |`);
}
