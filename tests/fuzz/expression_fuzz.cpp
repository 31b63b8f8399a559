#include <cstdint>

#include "core/math/expression.h"
#include "tests/fuzz/require.h"

using namespace lectern;

// Any bytes give a formula or a sentence about what is wrong and where; a formula has a value everywhere, and its jet
// has the same one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::string_view kNames[] = {"x", "y"};
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const std::size_t variables : {std::size_t{1}, std::size_t{2}}) {
    const Result<Expression> read = Expression::parse(text, std::span(kNames).first(variables));
    if (!read) {
      fuzz::check_sentence(read.error());
      continue;
    }
    for (const double x : {0.0, 0.7, -3.0, 1e200}) {
      const double place[] = {x, 1 - x};
      const std::span<const double> at = std::span(place).first(variables);
      const double value = read->value(at), again = read->jet(at).value;
      fuzz::require(value == again || (value != value && again != again));
    }
  }
  return 0;
}
