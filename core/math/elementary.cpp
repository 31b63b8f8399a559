#include "core/math/elementary.h"

#include <cstddef>

namespace lectern::math {
namespace {

template <typename T, typename Function>
inline void apply(std::span<const T> in, std::span<T> out, Function f) {
  using V = VectorOf<T>;
  constexpr std::size_t kStep = Lanes<V>::kCount;
  const std::size_t n = in.size();
  std::size_t i = 0;
  for (; i + kStep <= n; i += kStep) store(&out[i], f(load<V>(&in[i])));
  for (; i < n; ++i) out[i] = f(in[i]);
}

}  // namespace

#define LECTERN_ARRAY_FORM(function)                                     \
  void function(std::span<const float> in, std::span<float> out) {       \
    apply<float>(in, out, [](auto x) { return detail::function(x); });   \
  }                                                                      \
  void function(std::span<const double> in, std::span<double> out) {     \
    apply<double>(in, out, [](auto x) { return detail::function(x); });  \
  }

LECTERN_ARRAY_FORM(exp)
LECTERN_ARRAY_FORM(expm1)
LECTERN_ARRAY_FORM(log)
LECTERN_ARRAY_FORM(log1p)
LECTERN_ARRAY_FORM(tanh)
LECTERN_ARRAY_FORM(sigmoid)
LECTERN_ARRAY_FORM(softplus)
LECTERN_ARRAY_FORM(sin)
LECTERN_ARRAY_FORM(cos)
LECTERN_ARRAY_FORM(erf)

#undef LECTERN_ARRAY_FORM

}  // namespace lectern::math
