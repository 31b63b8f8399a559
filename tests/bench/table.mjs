// Prints the lines of tests/bench/run --peers as a Markdown table: our rate in Chromium, the peers', the ratios.
//   node table.mjs LINES.jsonl
import fs from 'node:fs';
import os from 'node:os';

const lines = fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

const browserPeers = ['tfjs', 'onnxruntime', 'convnetjs'];
const rounds = [...new Set(lines.map((line) => line.round))];
const best = (entries) => Math.max(0, ...entries.map((entry) => entry.rate));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const number = (rate) => (rate === 0 ? '–' : rate >= 1000 ? Math.round(rate).toLocaleString('en').replaceAll(',', ' ') : rate.toPrecision(3));

const cpu = os.cpus();
console.log(`\n${new Date().toISOString().slice(0, 10)}, ${cpu.length} × ${cpu[0].model.trim()}, Chromium; medians of ${rounds.length} rounds; 1 / 2 threads.\n`);
console.log('| workload | unit | Lectern | TensorFlow.js | ONNX Runtime Web | ConvNetJS | PyTorch, native | best / best browser peer | best / PyTorch |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (const size of new Set(lines.map((line) => line.size))) {
  const here = lines.filter((line) => line.size === size);
  const inRound = (round, peers, threads) => best(here.filter((line) => line.round === round && peers.includes(line.peer) &&
    (threads === undefined || line.threads === threads)));
  const cell = (peer) => [1, 2].map((threads) => number(median(rounds.map((round) => inRound(round, [peer], threads))))).join(' / ');
  // Within a round, because a shared machine is not as fast in one as in the next.
  const ratio = (peers) => {
    const ratios = rounds.map((round) => inRound(round, [undefined]) / inRound(round, peers)).filter(Number.isFinite);
    return ratios.length === 0 ? '–' : `${median(ratios).toPrecision(3)}×`;
  };
  console.log(`| ${[`${here[0].workload} ${size}`, here[0].unit, cell(undefined), ...browserPeers.map(cell), cell('torch'),
    ratio(browserPeers), ratio(['torch'])].join(' | ')} |`);
}

// What each workload makes of the machine: its arithmetic against the bare register kernel's in the same round and on as many
// threads, and what a second thread adds.
const rate = (round, size, threads) => best(lines.filter((line) => line.round === round && line.peer === undefined &&
  line.size === size && line.threads === threads));
const counted = new Map(lines.filter((line) => line.gflop_per_unit > 0).map((line) => [line.size, line]));
const bare = [...counted.keys()].find((size) => size.startsWith('bare'));
if (bare) {
  console.log('\n| workload | share of the bare kernel, 1 / 2 threads | 2 threads / 1 |');
  console.log('|---|---|---|');
  for (const [size, { workload, gflop_per_unit: gflop }] of counted) {
    const share = (threads) => median(rounds.map((round) => gflop * rate(round, size, threads) / rate(round, bare, threads)));
    const gain = median(rounds.map((round) => rate(round, size, 2) / rate(round, size, 1)));
    console.log(`| ${workload} ${size} | ${[1, 2].map((threads) => `${Math.round(100 * share(threads))} %`).join(' / ')} | ${gain.toPrecision(3)}× |`);
  }
}
