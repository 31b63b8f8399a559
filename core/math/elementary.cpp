#include "core/math/elementary.h"

#include <cstddef>

namespace lectern::math {
namespace {

// By pairs of vectors where Widest is one, then by vectors, then one by one.
template <typename Widest, typename T, typename Function>
inline void apply(std::span<const T> in, std::span<T> out, Function f) {
  using V = VectorOf<T>;
  const std::size_t n = in.size();
  std::size_t i = 0;
  for (; i + Lanes<Widest>::kCount <= n; i += Lanes<Widest>::kCount) store(&out[i], f(load<Widest>(&in[i])));
  for (; i + Lanes<V>::kCount <= n; i += Lanes<V>::kCount) store(&out[i], f(load<V>(&in[i])));
  for (; i < n; ++i) out[i] = f(in[i]);
}

}  // namespace

#define LECTERN_ARRAY_FORM(function, Widest)                                    \
  void function(std::span<const float> in, std::span<float> out) {              \
    apply<Widest<float>>(in, out, [](auto x) { return detail::function(x); });  \
  }                                                                             \
  void function(std::span<const double> in, std::span<double> out) {            \
    apply<Widest<double>>(in, out, [](auto x) { return detail::function(x); }); \
  }

LECTERN_ARRAY_FORM(exp, PairOf)
LECTERN_ARRAY_FORM(expm1, PairOf)
LECTERN_ARRAY_FORM(log, PairOf)
LECTERN_ARRAY_FORM(log1p, PairOf)
LECTERN_ARRAY_FORM(tanh, PairOf)
LECTERN_ARRAY_FORM(sigmoid, PairOf)
LECTERN_ARRAY_FORM(softplus, PairOf)
LECTERN_ARRAY_FORM(sin, VectorOf)
LECTERN_ARRAY_FORM(cos, VectorOf)
LECTERN_ARRAY_FORM(erf, VectorOf)

#undef LECTERN_ARRAY_FORM

}  // namespace lectern::math
