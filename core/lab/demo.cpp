#include "core/lab/demo.h"

namespace lectern {

CannotStart::CannotStart(std::string sentence) : sentence_(std::move(sentence)) {}
CannotStart::CannotStart(const CannotStart&) = default;
CannotStart::~CannotStart() = default;
const char* CannotStart::what() const noexcept { return sentence_.c_str(); }

Rng Streams::rng(std::string_view name) const { return Rng(seed_).split("run").split(name); }
Rng Streams::data_rng(std::string_view name) const { return Rng(data_seed_).split("data").split(name); }

}  // namespace lectern
