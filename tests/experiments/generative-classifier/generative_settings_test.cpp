#include "core/experiments/generative-classifier/generative_settings.h"

#include <array>
#include <numeric>

#include "tests/unit/parts/settings.h"

using namespace lectern;
using generative::ClassCovariance;
using tests::settings;

namespace {

GenerativeSettings read(const tests::Values& values) {
  static const Schema<GenerativeSettings> schema = GenerativeSettings::schema({});
  return schema.read(settings(schema.specs(), values));
}

constexpr std::array kFractions{0.2, 0.3, 0.5};

}  // namespace

TEST_CASE("every choice of a Gaussian model is the one that it is called, and classes are counted from 1") {
  CHECK(read({{"covariance", "shared"}}).covariance == ClassCovariance::shared);
  CHECK(read({{"covariance", "full"}}).covariance == ClassCovariance::full);
  CHECK(read({{"covariance", "diagonal"}}).covariance == ClassCovariance::diagonal);
  CHECK(read({{"priors", "equal"}}).priors == GenerativeSettings::Priors::equal);
  const GenerativeSettings chosen =
      read({{"priors", "chosen"}, {"prior_class", "3"}, {"cut_from", "2"}, {"cut_to", "1"}, {"direction", "means"}});
  CHECK(chosen.priors == GenerativeSettings::Priors::chosen);
  CHECK(chosen.prior_class == 3);
  CHECK(chosen.cut_from == 2);
  CHECK(chosen.cut_to == 1);
  CHECK_FALSE(chosen.fisher);
}

TEST_CASE("priors are as in the data, or all alike") {
  CHECK(chosen_priors(read({{"priors", "data"}}), kFractions) == std::vector<double>{0.2, 0.3, 0.5});
  const std::vector<double> equal = chosen_priors(read({{"priors", "equal"}}), kFractions);
  CHECK(equal[0] == equal[1]);
  CHECK(equal[0] == equal[2]);
}

TEST_CASE("of one prior chosen the others share the rest as in the data; too large a class means the last") {
  const std::vector<double> first =
      chosen_priors(read({{"priors", "chosen"}, {"prior_class", "1"}, {"prior", "0.6"}}), kFractions);
  CHECK(first[0] == 0.6);
  CHECK(first[1] == doctest::Approx(0.15));  // 0.4 · 0.3/0.8
  CHECK(first[2] == doctest::Approx(0.25));
  const std::vector<double> last =
      chosen_priors(read({{"priors", "chosen"}, {"prior_class", "10"}, {"prior", "0.99"}}), kFractions);
  CHECK(last[2] == 0.99);
  CHECK(last[0] == doctest::Approx(0.004));
  CHECK(std::accumulate(last.begin(), last.end(), 0.0) == doctest::Approx(1));
}
