#include "core/simd/gemm_tiles.h"

#include "core/simd/gemm_tiles_impl.h"

namespace lectern::simd {

template <typename T>
const GemmTiles<T>& gemm_tiles() {
  static constexpr GemmTiles<T> kTiles = make_tiles<T, 16, 4>();
  return kTiles;
}

template const GemmTiles<float>& gemm_tiles<float>();
template const GemmTiles<double>& gemm_tiles<double>();

}  // namespace lectern::simd
