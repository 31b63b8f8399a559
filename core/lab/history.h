#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state_hasher.h"

namespace lectern {

// The past of a few quantities, for the lines of a plane, in bounded memory: every kept point is the mean of equally
// many records in a row, and that number doubles whenever the memory is full. Snapshots may be skipped,
// so experiments keep their histories here. Allocates only when made.
class History {
 public:
  // capacity: points kept per curve, even and at least 2; curves ≥ 1.
  explicit History(std::size_t curves, std::size_t capacity = 512);
  History(const History&);
  History(History&&) noexcept;
  History& operator=(const History&);
  History& operator=(History&&) noexcept;
  ~History();

  // values  one per curve; a non-finite value makes a gap of its curve there.
  void record(double x, std::span<const double> values);
  void clear();

  std::size_t records() const { return records_; }
  std::size_t curves() const { return curves_; }
  // The value recorded last; 0 before the first.
  double last(std::size_t curve) const;

  // Overwrites x and y of one series with the points kept and, where some records wait for their point
  // to be full, the mean of those.
  void write(std::size_t curve, std::vector<float>& x, std::vector<float>& y) const;

  // A picture of the past: no later step depends on it.
  void add_state(StateHasher&) const {}
  std::size_t heap_bytes() const;

 private:
  void halve();

  std::size_t curves_;
  std::size_t capacity_;
  std::size_t records_ = 0;
  std::size_t points_ = 0;     // kept and full
  std::size_t per_point_ = 1;  // records that make a point
  std::size_t waiting_ = 0;    // records in the point not yet full
  std::vector<double> kept_;   // capacity × (1 + curves): x, then the values
  std::vector<double> sum_;    // 1 + curves: over the waiting records
  std::vector<double> last_;   // curves
};

}  // namespace lectern
