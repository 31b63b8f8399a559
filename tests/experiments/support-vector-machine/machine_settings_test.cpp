#include "core/experiments/support-vector-machine/machine_settings.h"

#include "tests/unit/parts/settings.h"

using namespace lectern;
using kernels::KernelKind;
using tests::settings;

namespace {

MachineSettings read(const tests::Values& values = {}) {
  static const Schema<MachineSettings> schema = MachineSettings::schema({});
  return schema.read(settings(schema.specs(), values));
}

using Labels = std::vector<int>;
using Weights = std::vector<double>;

}  // namespace

TEST_CASE("each kernel of the choice is the one that it is called, with its own constants") {
  const auto kernel = [](const char* id) { return read({{"kernel", id}}).options({}, 2).machine.kernel; };
  CHECK(kernel("linear").kind == KernelKind::linear);
  CHECK(kernel("polynomial").kind == KernelKind::polynomial);
  CHECK(kernel("rbf").kind == KernelKind::rbf);
  CHECK(kernel("sigmoid").kind == KernelKind::sigmoid);
  const kernels::MulticlassOptions options =
      read({{"gamma", "0.5"}, {"coef0", "-1"}, {"kernel_degree", "3"}, {"price", "7"}, {"multiclass", "rest"}})
          .options({}, 2);
  const std::vector<double> u{2, 0}, v{3, 5};
  CHECK(options.machine.kernel(u, v) == doctest::Approx(8));  // (½ · 6 − 1)³
  CHECK(options.machine.C == 7);
  CHECK(options.decomposition == kernels::Decomposition::one_against_rest);
  CHECK(read().options({}, 2).decomposition == kernels::Decomposition::one_against_one);
}

TEST_CASE("balanced classes weigh the more the rarer they are, so that all count alike together") {
  const ClassWeighting balanced = read({{"class_weights", "balanced"}}).weighting;
  const Weights weights = balanced.weights(Labels{0, 0, 0, 1}, 2);
  CHECK(weights[0] == doctest::Approx(2.0 / 3));
  CHECK(weights[1] == doctest::Approx(2));
  for (const double weight : balanced.weights(Labels{0, 0}, 2)) CHECK(weight > 0);  // also of a class of nobody
}

TEST_CASE("one class weighs more than the others, counted from 1, too large a number meaning the last") {
  const auto weights = [](const char* chosen) {
    return read({{"class_weights", "chosen"}, {"weighted_class", chosen}, {"class_weight", "5"}})
        .weighting.weights(Labels{0, 1, 2}, 3);
  };
  CHECK(weights("1") == Weights{5, 1, 1});
  CHECK(weights("3") == Weights{1, 1, 5});
  CHECK(weights("10") == Weights{1, 1, 5});
  const ClassWeighting equal = read({{"weighted_class", "2"}, {"class_weight", "5"}}).weighting;
  CHECK(equal.weights(Labels{0, 1, 2}, 3) == Weights{1, 1, 1});
}
