#include "core/cli/job_script.h"

namespace lectern::cli {
namespace {

std::string heading(const JobArray& array, const std::string& submission) {
  return "# " + std::to_string(array.runs) + " runs of the demo " + array.demo + " as " + std::to_string(array.shards) +
         " jobs. In a folder that every node sees, named FILE:\n#   " + submission +
         "\n# and when the jobs are done:\n#   lectern merge shard-*.jsonl --out all.jsonl\n";
}

// What a job does, its number given by `shard`.
std::string work(const JobArray& array, const std::string& shard, const std::string& threads) {
  return "lectern=${LECTERN:-" + quoted_for_shell(array.program) +
         "}\n"
         "exec \"$lectern\" run --batch <(\"$lectern\" " +
         array.list +
         ") \\\n"
         "  --shard \"" +
         shard + "/" + std::to_string(array.shards) + "\" --out \"shard-" + shard + ".jsonl\" --threads \"" + threads +
         "\"\n";
}

}  // namespace

std::string quoted_for_shell(const std::string& word) {
  constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char letter : word)
    if (letter == '\'')
      quoted += "'\\''";
    else
      quoted += letter;
  return quoted + "'";
}

std::string slurm_script(const JobArray& array) {
  return "#!/bin/bash\n"
         "#SBATCH --job-name=" +
         array.demo + "\n#SBATCH --array=1-" + std::to_string(array.shards) +
         "\n#SBATCH --ntasks=1 --cpus-per-task=" + std::to_string(array.threads) +
         "\n#SBATCH --requeue\n"
         "#SBATCH --output=shard-%a.log --open-mode=append\n" +
         heading(array, "sbatch FILE") + work(array, "$SLURM_ARRAY_TASK_ID", "${SLURM_CPUS_PER_TASK:-1}");
}

std::string htcondor_script(const JobArray& array) {
  const std::string threads = std::to_string(array.threads);
  return "#!/bin/bash\n" + heading(array, "bash FILE") +
         "if [ $# = 0 ]; then\n"
         "  exec condor_submit - <<END\n"
         "executable = $(realpath \"$0\")\n"
         "arguments = \\$(shard)\n"
         "batch_name = " +
         array.demo + "\nrequest_cpus = " + threads +
         "\nshould_transfer_files = if_needed\n"
         "when_to_transfer_output = on_exit_or_evict\n"
         "error = shard-\\$(shard).log\n"
         "log = jobs.log\n"
         "queue shard in ($(seq -s ' ' " +
         std::to_string(array.shards) +
         "))\n"
         "END\n"
         "fi\n" +
         work(array, "$1", threads);
}

}  // namespace lectern::cli
