#include "core/lab/experiment.h"

namespace lectern {

Experiment::~Experiment() = default;

bool Experiment::act(const Action&) { return false; }

std::size_t Experiment::bytes() const {
  StateHasher hasher;
  hash_state(hasher);
  return hasher.bytes();
}

SeedUse Experiment::seeds() const { return {}; }
bool Experiment::finished() const { return false; }
std::optional<Divergence> Experiment::divergence() const { return {}; }
std::span<const DrawnPoint> Experiment::drawn_points() const { return {}; }
std::vector<std::string> Experiment::file_shapes() const { return {}; }
std::vector<SavedFile> Experiment::networks(NetworkFormat) const { return {}; }
std::span<const std::string> Experiment::notes() const { return {}; }

}  // namespace lectern
