#include <doctest/doctest.h>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"

using namespace lectern;

namespace {

enum class Phase { first, second };

struct Walker {
  std::vector<double> place{1, 2};
  int steps = 3;
  Phase phase = Phase::first;
  std::optional<Rng> rng{Rng(1)};
  std::vector<float> path{1, 2, 3};
  Scratch<std::vector<float>> picture;

  auto state() const { return std::tie(place, steps, phase, rng); }
};

struct Tracked : Walker {
  auto state() const { return std::tuple(Walker::state(), unhashed(path)); }
};

// A class of two kinds, of which one has more to copy.
struct Shape {
  virtual ~Shape() = default;
  virtual void add_state(StateHasher& hasher) const = 0;
  virtual std::size_t heap_bytes() const = 0;
};
struct Polygon final : Shape {
  std::vector<float> corners{1, 2, 3};
  void add_state(StateHasher& hasher) const override { lectern::add_state(hasher, corners); }
  std::size_t heap_bytes() const override { return sizeof(Polygon) - sizeof(Shape) + lectern::heap_bytes(corners); }
};

template <typename T>
std::uint64_t fingerprint(const T& value) {
  StateHasher hasher;
  add_state(hasher, value);
  return hasher.digest();
}

}  // namespace

TEST_CASE("each part of a state counts for its fingerprint, and nothing else does") {
  const Walker walker;
  const std::uint64_t before = fingerprint(walker);
  CHECK(fingerprint(Walker(walker)) == before);
  Walker moved = walker, turned = walker, drawn = walker, painted = walker, lost = walker;
  moved.place[1] = 2.5;
  turned.phase = Phase::second;
  drawn.rng->next_u32();
  lost.rng.reset();
  painted.path.push_back(4);
  painted.picture->assign(100, 1.0f);
  CHECK(fingerprint(moved) != before);
  CHECK(fingerprint(turned) != before);
  CHECK(fingerprint(drawn) != before);
  CHECK(fingerprint(lost) != before);
  CHECK(fingerprint(painted) == before);
}

TEST_CASE("the fingerprint of equal numbers depends on how they are divided") {
  using Lists = std::vector<std::vector<int>>;
  CHECK(fingerprint(Lists{{1, 2}, {3}}) != fingerprint(Lists{{1}, {2, 3}}));
  CHECK(fingerprint(Matrix<float>(2, 3, 1)) != fingerprint(Matrix<float>(3, 2, 1)));
  CHECK(fingerprint(std::variant<int, double>(1)) != fingerprint(std::variant<int, double>(1.0)));
}

TEST_CASE("the memory of a copy is counted with what is not hashed, without scratch and what is shared") {
  const Walker walker;
  CHECK(heap_bytes(walker) == 2 * sizeof(double));
  Tracked tracked;
  tracked.picture->assign(1000, 0.0f);
  CHECK(heap_bytes(tracked) == 2 * sizeof(double) + 3 * sizeof(float));
  CHECK(Tracked(tracked).picture->empty());
  CHECK(heap_bytes(std::vector<std::vector<int>>{{1, 2}, {}}) == 2 * sizeof(std::vector<int>) + 2 * sizeof(int));
  CHECK(heap_bytes(std::string(100, 'x')) == 101);
  CHECK(heap_bytes(Shared(std::vector<double>(1000))) == 0);
}

TEST_CASE("a polymorphic class answers for the kind that it is") {
  auto polygon = std::make_unique<Polygon>();
  const std::unique_ptr<Shape> other = std::make_unique<Polygon>(*polygon);
  polygon->corners.push_back(4);
  const std::unique_ptr<Shape> shape = std::move(polygon);
  CHECK(fingerprint(shape) != fingerprint(other));
  CHECK(heap_bytes(shape) == sizeof(Polygon) + 4 * sizeof(float));
}

TEST_CASE("what can be copied byte by byte needs no state of its own to be counted") {
  struct Place {
    float x, y;
  };
  const std::vector<Place> path(5);
  CHECK(heap_bytes(unhashed(path)) == 5 * sizeof(Place));
  CHECK(heap_bytes(std::optional<Place>(Place{1, 2})) == 0);
}

TEST_CASE("what is shared has the fingerprint of its content") {
  const Shared one(std::vector<int>{1, 2}), same(std::vector<int>{1, 2}), other(std::vector<int>{1, 3});
  CHECK(fingerprint(one) == fingerprint(same));
  CHECK(fingerprint(one) != fingerprint(other));
}

TEST_CASE("streams of random numbers have names") {
  const Rng rng(7);
  CHECK(rng.split("weights").state().key == Rng(7).split("weights").state().key);
  CHECK(rng.split("weights").next_u64() != rng.split("batches").next_u64());
  CHECK(rng.split("weights").next_u64() != Rng(8).split("weights").next_u64());
}
