#include <array>
#include <bit>
#include <cstdint>

#include "core/math/double_double.h"
#include "core/math/elementary_kernels.h"
#include "core/math/wide_multiply.h"

namespace lectern::math::detail {
namespace {

// The first 1216 bits of 2/π behind the point, after one word of zeros.
constexpr std::array<std::uint64_t, 20> kTwoOverPi = {0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0,
                                                      0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
                                                      0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
                                                      0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
                                                      0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
                                                      0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea,
                                                      0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab};

// 64 bits of the table from bit `first` (the zero word's first bit is 0).
std::uint64_t table_bits(int first) {
  const auto word = static_cast<std::size_t>(first / 64);
  const int shift = first % 64;
  if (shift == 0) return kTwoOverPi[word];
  return (kTwoOverPi[word] << shift) | (kTwoOverPi[word + 1] >> (64 - shift));
}

// An unsigned integer of 192 bits, lowest word first.
using Wide = std::array<std::uint64_t, 3>;

// m·window modulo 2^192.
Wide multiply_low(std::uint64_t m, const Wide& window) {
  const Product128 p0 = wide_multiply(m, window[0]);
  const Product128 p1 = wide_multiply(m, window[1]);
  const std::uint64_t middle = p0.high + p1.low;
  const std::uint64_t carry = middle < p0.high ? 1 : 0;
  return {p0.low, middle, m * window[2] + p1.high + carry};
}

Wide negate(const Wide& v) {
  Wide out{~v[0] + 1, ~v[1], ~v[2]};
  if (out[0] == 0 && ++out[1] == 0) ++out[2];
  return out;
}

}  // namespace

// x = m·2^e with an integer m < 2^53. Bits of 2/π that contribute multiples of 4 to x·2/π are left
// out; the next 192 suffice, since no double is closer than 2^-62 to a multiple of π/2.
Reduced<double> reduce_large(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const int e = static_cast<int>((bits >> 52) & 0x7ff) - 1075;
  const std::uint64_t m = (bits & 0xfffffffffffff) | 0x10000000000000;
  const int first = e + 62;  // bit number e - 1 behind the point, the zero word included
  Wide turn = multiply_low(m, {table_bits(first + 128), table_bits(first + 64), table_bits(first)});
  std::uint64_t n = turn[2] >> 62;
  turn[2] &= 0x3fffffffffffffff;
  const bool beyond_half = (turn[2] >> 61) != 0;
  if (beyond_half) {  // fraction - 1, as its magnitude
    ++n;
    turn = negate(turn);
    turn[2] &= 0x3fffffffffffffff;
  }
  // Leading zeros out, then two doubles of 53 bits each.
  int shift = 0;
  while (turn[2] >> 63 == 0 && shift < 128) {
    turn = {turn[0] << 1, (turn[1] << 1) | (turn[0] >> 63), (turn[2] << 1) | (turn[1] >> 63)};
    ++shift;
  }
  const double unit = std::bit_cast<double>(std::uint64_t(1023 - 51 - shift) << 52);
  const double high = static_cast<double>(turn[2] >> 11) * unit;
  const std::uint64_t next = ((turn[2] & 0x7ff) << 42) | (turn[1] >> 22);
  const double low = static_cast<double>(next) * unit * 0x1p-53;
  constexpr DoubleDouble kHalfPi{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
  const DoubleDouble r = multiply({high, low}, kHalfPi);
  const bool negative = beyond_half != (x < 0);
  return {negative ? -r.high : r.high, negative ? -r.low : r.low, x < 0 ? 0 - n : n};
}

}  // namespace lectern::math::detail
