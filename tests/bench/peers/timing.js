// How every peer is timed: as core/cli/bench times the core. One JSON line for each workload.

const warmUpMs = 400;
const repetitionMs = 80;
const repetitions = 7;

async function rateOf(work, unitsPerCall) {
  const start = performance.now();
  let calls = 0;
  for (; calls === 0 || performance.now() - start < warmUpMs; ++calls) await work();
  const callsPerRepetition = Math.max(1, Math.floor(repetitionMs * calls / (performance.now() - start)));
  const rates = [];
  for (let repetition = 0; repetition < repetitions; ++repetition) {
    const begin = performance.now();
    for (let call = 0; call < callsPerRepetition; ++call) await work();
    rates.push(callsPerRepetition * unitsPerCall * 1000 / (performance.now() - begin));
  }
  return rates.sort((a, b) => a - b)[repetitions >> 1];
}

// Numbers in [-1, 1), the same in each run.
function randomValues(count, seed = 1) {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2147483648;
  });
}

// peer(threads) makes the workloads: name → async () → [{size, unit, unitsPerCall, work}].
async function runPeer(library, peer, workload, threads) {
  try {
    const workloads = await peer(threads);
    for (const { size, unit, unitsPerCall, work } of await workloads[workload]()) {
      const rate = await rateOf(work, unitsPerCall);
      console.log('out ' + JSON.stringify({ peer: library, workload, size, threads, rate, unit }));
    }
    console.log('exit 0');
  } catch (error) {
    console.log('err ' + (error.stack ?? error));
    console.log('exit 1');
  }
}
