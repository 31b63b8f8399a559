#include "core/ml/kernels/multiclass_machine.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::kernels;

namespace {

// Clouds of deviation 0.2 around (cos φ, sin φ), φ = 2π k / classes.
struct Clouds {
  Matrix<double> X;
  std::vector<int> labels;
};
Clouds clouds(std::ptrdiff_t n, int classes, std::uint64_t seed) {
  Rng rng(seed);
  Clouds made{Matrix<double>(n, 2), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const int k = static_cast<int>(i) % classes;
    const double angle = 6.283185307179586 * k / classes;
    made.labels.push_back(k);
    made.X(i, 0) = std::cos(angle) + 0.2 * rng.normal();
    made.X(i, 1) = std::sin(angle) + 0.2 * rng.normal();
  }
  return made;
}

// Class 1 inside the circle of radius 1, with a gap.
Clouds disc_and_ring(std::ptrdiff_t n, std::uint64_t seed) {
  Rng rng(seed);
  Clouds made{Matrix<double>(n, 2), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const bool inside = i % 2 == 0;
    const double radius = inside ? 0.8 * rng.uniform() : 1.2 + rng.uniform(), angle = 6.283185307179586 * rng.uniform();
    made.labels.push_back(inside ? 1 : 0);
    made.X(i, 0) = radius * std::cos(angle);
    made.X(i, 1) = radius * std::sin(angle);
  }
  return made;
}

double error_of(const MulticlassMachine& machine, const Clouds& set) {
  std::vector<double> f(machine.machines.size());
  int wrong = 0;
  for (std::ptrdiff_t i = 0; i < set.X.rows(); ++i)
    if (machine.decide({set.X.row(i), 2}, f).label != set.labels[static_cast<std::size_t>(i)]) ++wrong;
  return wrong / static_cast<double>(set.X.rows());
}

MulticlassOptions options_of(KernelFunction kernel, Decomposition decomposition) {
  MulticlassOptions options;
  options.machine.kernel = kernel;
  options.machine.C = 10;
  options.machine.tolerance = 1e-6;
  options.decomposition = decomposition;
  return options;
}

}  // namespace

TEST_CASE("pairs and one against the rest both tell five clouds apart, by ten and by five machines") {
  const Clouds training = clouds(200, 5, 1), others = clouds(400, 5, 2);
  for (const Decomposition decomposition : {Decomposition::one_against_one, Decomposition::one_against_rest}) {
    MulticlassSvm svm(training.X, training.labels, 5, options_of({KernelKind::rbf, 1, 0, 0}, decomposition));
    CHECK(svm.machines() == (decomposition == Decomposition::one_against_one ? 10u : 5u));
    while (svm.step()) {
    }
    CHECK(svm.violation() <= 1e-6);
    CHECK(error_of(svm.machine(), others) < 0.03);
  }
}

TEST_CASE("of two classes both decompositions make the same machine, and a class without samples makes none") {
  const Clouds two = clouds(40, 2, 3);
  for (const Decomposition decomposition : {Decomposition::one_against_one, Decomposition::one_against_rest}) {
    MulticlassSvm svm(two.X, two.labels, 4, options_of({KernelKind::linear, 1, 0, 0}, decomposition));
    REQUIRE(svm.machines() == 1);
    CHECK(svm.part(0).pair.positive == 1);
    CHECK(svm.part(0).pair.negative == 0);
  }
  const std::vector<int> all_alike(40, 2);
  const MulticlassSvm none(two.X, all_alike, 4, options_of({}, Decomposition::one_against_one));
  CHECK(none.machines() == 0);
  CHECK(none.machine().decide({two.X.row(0), 2}, {}).label == 2);
}

TEST_CASE("equal votes of three pairs are decided by the sum of f") {
  MulticlassMachine machine;
  machine.pairs = {{1, 0}, {2, 0}, {2, 1}};
  const std::vector<double> circle{-0.5, 0.2, -2};  // 0 beats 1 by 0.5, 2 beats 0 by 0.2, 1 beats 2 by 2
  const MulticlassMachine::Verdict verdict = machine.verdict(circle);
  CHECK(verdict.label == 1);
  CHECK(verdict.confidence == 0);
}

TEST_CASE("a copy of a machine in training goes on by itself to the same solution") {
  const Clouds training = clouds(60, 3, 4);
  auto svm = std::make_unique<MulticlassSvm>(training.X, training.labels, 3,
                                             options_of({KernelKind::rbf, 2, 0, 0}, Decomposition::one_against_one));
  for (int i = 0; i < 10; ++i) svm->step();
  MulticlassSvm copy = *svm;
  while (svm->step()) {
  }
  const double objective = svm->dual_objective();
  svm.reset();
  CHECK(copy.dual_objective() < objective);
  while (copy.step()) {
  }
  CHECK(copy.dual_objective() == objective);
}

TEST_CASE("the plane in three dimensions decides as the machine of the squared scalar product") {
  const Clouds set = disc_and_ring(120, 5);
  MulticlassSvm svm(set.X, set.labels, 2,
                    options_of({KernelKind::polynomial, 0.7, 0, 2}, Decomposition::one_against_one));
  while (svm.step()) {
  }
  const MulticlassMachine machine = svm.machine();
  CHECK(error_of(machine, set) == 0);
  const QuadraticPlane plane = quadratic_plane(machine.machines[0]);
  for (std::ptrdiff_t i = 0; i < set.X.rows(); ++i) {
    const std::array<double, 3> image = quadratic_map(set.X(i, 0), set.X(i, 1));
    const double f = plane.w[0] * image[0] + plane.w[1] * image[1] + plane.w[2] * image[2] + plane.b;
    CHECK(f == doctest::Approx(machine.machines[0].decision({set.X.row(i), 2})).epsilon(1e-9));
  }
  MulticlassSvm straight(set.X, set.labels, 2,
                         options_of({KernelKind::linear, 1, 0, 0}, Decomposition::one_against_one));
  for (int i = 0; i < 20000 && straight.step(); ++i) {
  }
  CHECK(error_of(straight.machine(), set) > 0.2);
}

TEST_CASE("a solver that may keep two kernel rows only takes the same steps") {
  const Clouds set = disc_and_ring(80, 6);
  std::vector<int> y;
  for (const int label : set.labels) y.push_back(label == 1 ? 1 : -1);
  SvmOptions options;
  options.kernel.gamma = 2;
  SvmSolver plenty(set.X, y, options);
  options.cache_bytes = 0;
  SvmSolver poor(set.X, y, options);
  CHECK(plenty.solve());
  CHECK(poor.solve());
  CHECK(plenty.updates() == poor.updates());
  for (std::size_t i = 0; i < y.size(); ++i) CHECK(plenty.alpha()[i] == poor.alpha()[i]);
}

TEST_CASE("the margin of an own sample is y f, and the violation is that which ends the solution") {
  const Clouds set = disc_and_ring(60, 7);
  std::vector<int> y;
  for (const int label : set.labels) y.push_back(label == 1 ? 1 : -1);
  SvmSolver solver(set.X, y, {});
  CHECK(solver.violation() == doctest::Approx(2));  // α = 0: −y G is 1 in one class, −1 in the other
  REQUIRE(solver.solve());
  CHECK(solver.violation() <= 1e-3);
  const SupportVectorMachine machine = solver.machine();
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double f = machine.decision({set.X.row(static_cast<std::ptrdiff_t>(i)), 2});
    CHECK(solver.margin(i, solver.intercept()) == doctest::Approx(y[i] * f).epsilon(1e-9));
  }
}

TEST_CASE("balanced weights make up for unequal numbers") {
  const std::vector<double> weights = balanced_weights(std::vector<int>{0, 0, 0, 1}, 2);
  CHECK(weights[0] == doctest::Approx(4.0 / 6));
  CHECK(weights[1] == 2);
}

TEST_CASE(
    "machines that go on without one sample keep the solution if it was no support vector, and Σ α y = 0 if it was") {
  const Clouds all = clouds(90, 3, 5);
  const MulticlassOptions options = options_of({KernelKind::rbf, 1, 0, 1}, Decomposition::one_against_one);
  MulticlassSvm before(all.X, all.labels, 3, options);
  while (before.step()) {
  }
  const auto is_support = [&](int sample) {
    for (std::size_t m = 0; m < before.machines(); ++m)
      for (std::size_t i = 0; i < before.part(m).rows.size(); ++i)
        if (before.part(m).rows[i] == sample && before.solver(m).alpha()[i] > 0) return true;
    return false;
  };
  int spared = 0, vital = 0;
  while (is_support(spared)) ++spared;
  while (!is_support(vital)) ++vital;
  for (const int gone : {spared, vital}) {
    CAPTURE(gone);
    Matrix<double> X(89, 2);
    std::vector<int> labels, kept;
    for (int i = 0; i < 90; ++i) {
      if (i == gone) continue;
      const auto row = static_cast<std::ptrdiff_t>(labels.size());
      X(row, 0) = all.X(i, 0);
      X(row, 1) = all.X(i, 1);
      labels.push_back(all.labels[static_cast<std::size_t>(i)]);
      kept.push_back(i);
    }
    MulticlassSvm after(X, labels, 3, options);
    after.begin_with(before, kept);
    CHECK((after.violation() <= 1.01e-6) == (gone == spared));
    for (std::size_t m = 0; m < after.machines(); ++m) {
      double balance = 0;
      for (std::size_t i = 0; i < after.part(m).y.size(); ++i)
        balance += after.solver(m).alpha()[i] * after.part(m).y[i];
      CHECK(std::abs(balance) < 1e-10);
    }
    while (after.step()) {
    }
    MulticlassSvm anew(X, labels, 3, options);
    while (anew.step()) {
    }
    CHECK(after.dual_objective() == doctest::Approx(anew.dual_objective()).epsilon(1e-6));
    CHECK(after.primal_objective() == doctest::Approx(after.dual_objective()).epsilon(1e-4));
  }
}
