#pragma once

#include <cstdint>
#include <string>

namespace lectern::cli {

// A scan as an array of jobs: a bash script that needs nothing but the program. Job I of N makes the list of links anew
// and runs the I-th share of it into shard-I.jsonl, in the folder it was submitted from. A job that was broken off and
// begins again runs what is missing.
struct JobArray {
  std::string program;  // the lectern command, an absolute path; jobs may have another in LECTERN
  std::string list;     // the words that print the links, quoted for the shell: scan '#/…' --search sobol
  std::string demo;
  std::uint64_t runs = 0, shards = 20;
  std::uint64_t threads = 1;  // of a job
};

// Submitted by `sbatch`.
std::string slurm_script(const JobArray& array);
// Submits itself to HTCondor when it is run, and is what each of its jobs executes.
std::string htcondor_script(const JobArray& array);

// A word as a shell takes it for itself.
std::string quoted_for_shell(const std::string& word);

}  // namespace lectern::cli
