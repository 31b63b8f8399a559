#include "web/views/subscripts.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("indices are set lower") {
  CHECK(with_subscripts("largest curvature λ_max") == "largest curvature λₘₐₓ");
  CHECK(with_subscripts("2/(λ_max + λ_min)") == "2/(λₘₐₓ + λₘᵢₙ)");
  CHECK(with_subscripts("E_tr, E_val and E_test") == "Eₜᵣ, Eᵥₐₗ and Eₜₑₛₜ");
}

TEST_CASE("an index without letters of its own stays as it is, and so do names of files") {
  CHECK(with_subscripts("p_T") == "p_T");
  CHECK(with_subscripts("my_data") == "my_data");
  CHECK(with_subscripts("_max") == "_max");
}
