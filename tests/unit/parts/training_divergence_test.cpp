#include "core/parts/training_divergence.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("the cause of a diverged training names the step, η and a tenth of it") {
  const std::string cause = learning_rate_too_large(12, "is no longer a finite number", 0.5);
  CHECK(cause.starts_with("At step 12 the loss is no longer a finite number"));
  CHECK(cause.find("η = 0.5 ") != std::string::npos);
  CHECK(cause.ends_with("Try a tenth of it, 0.05."));
}
