#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/math/state_hasher.h"

// The state of an object, named once. A type that takes part in a run says what it consists of:
//   auto state() const { return std::tie(weights_, rng_, steps_, unhashed(history_)); }
// and from that follow its fingerprint (add_state) and the memory that a copy of it takes (heap_bytes).
// Members may be of such types themselves, arithmetic types, enums, strings and standard containers; an unhashed member
// also of any trivially copyable type.
// A state names every member that a copy carries on the heap, and every member that steps change and later steps depend
// on. Options that steps leave alone, and numbers that are only displayed, may be left out.
// A polymorphic class has virtual members add_state(StateHasher&) const and heap_bytes() const instead. A class that
// many demos hold declares them too, and answers by its state() where it is implemented: what follows is then compiled
// once.
namespace lectern {

// A member that copies carry but on which no later step depends: a history, a path to be drawn. Counted, not hashed.
template <typename T>
struct Unhashed {
  const T& value;
};
template <typename T>
Unhashed<T> unhashed(const T& value) {
  return {value};
}

// Room for intermediate results and pictures, refilled before every use: a copy starts with an empty one. It is neither
// hashed nor counted, and can be written to while what holds it is const.
template <typename T>
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) {}
  Scratch& operator=(const Scratch&) {
    value_ = T{};
    return *this;
  }
  Scratch(Scratch&&) noexcept = default;
  Scratch& operator=(Scratch&&) noexcept = default;

  T& operator*() const { return value_; }
  T* operator->() const { return &value_; }

 private:
  mutable T value_{};
};

template <typename T>
void add_state(StateHasher& hasher, const T& value);
template <typename T>
std::size_t heap_bytes(const T& value);

// Something made once and never changed, which copies share. Its fingerprint is taken when it is made, and a copy of it
// takes no memory of its own.
template <typename T>
class Shared {
 public:
  Shared() : Shared(T{}) {}
  explicit Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {
    StateHasher hasher;
    add_state(hasher, *value_);
    fingerprint_ = hasher.digest();
  }

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  std::shared_ptr<const T> value_;
  std::uint64_t fingerprint_ = 0;
};

namespace state_detail {

template <typename T, template <typename...> class Template>
constexpr bool is_a = false;
template <template <typename...> class Template, typename... Arguments>
constexpr bool is_a<Template<Arguments...>, Template> = true;

template <typename T>
constexpr bool is_array = false;
template <typename T, std::size_t N>
constexpr bool is_array<std::array<T, N>> = true;

template <typename T>
constexpr bool is_span = false;
template <typename T, std::size_t N>
constexpr bool is_span<std::span<T, N>> = true;

template <typename T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template <typename T>
concept HasState = requires(const T& value) {
  value.state();
};

template <typename T>
concept AddsItself = requires(const T& value, StateHasher& hasher) {
  value.add_state(hasher);
};

template <typename T>
concept CountsItself = requires(const T& value) {
  value.heap_bytes();
};

// (Not by std::apply, which would make two functions more of each tuple.)
template <typename Parts, std::size_t... I>
void add_parts(StateHasher& hasher, const Parts& parts, std::index_sequence<I...>) {
  (add_state(hasher, std::get<I>(parts)), ...);
}

template <typename Parts, std::size_t... I>
std::size_t heap_bytes_of_parts(const Parts& parts, std::index_sequence<I...>) {
  return (std::size_t{0} + ... + heap_bytes(std::get<I>(parts)));
}

template <typename Parts>
using PartNumbers = std::make_index_sequence<std::tuple_size_v<Parts>>;

template <typename T>
constexpr bool hashes_as_span = std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, int>;

template <typename Range>
void add_range(StateHasher& hasher, const Range& range) {
  using Element = std::remove_cv_t<typename Range::value_type>;
  if constexpr (hashes_as_span<Element>) {
    hasher.add(std::span<const Element>(range.data(), range.size()));
  } else {
    hasher.add(range.size());
    for (const auto& element : range) add_state<Element>(hasher, element);
  }
}

template <typename Range>
std::size_t heap_bytes_of_elements(const Range& range) {
  std::size_t bytes = 0;
  if constexpr (!std::is_trivially_copyable_v<typename Range::value_type>)
    for (const auto& element : range) bytes += heap_bytes(element);
  return bytes;
}

}  // namespace state_detail

// Feeds what later steps depend on.
template <typename T>
void add_state(StateHasher& hasher, const T& value) {
  using namespace state_detail;
  if constexpr (is_a<T, Unhashed> || is_a<T, Scratch>) {
    return;
  } else if constexpr (is_a<T, std::reference_wrapper>) {
    add_state(hasher, value.get());
  } else if constexpr (is_a<T, Shared>) {
    hasher.add(value.fingerprint());
  } else if constexpr (AddsItself<T>) {
    value.add_state(hasher);
  } else if constexpr (HasState<T>) {
    add_state(hasher, value.state());
  } else if constexpr (std::is_enum_v<T>) {
    hasher.add(static_cast<std::int64_t>(value));
  } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
    hasher.add(value);
  } else if constexpr (is_a<T, std::tuple> || is_a<T, std::pair>) {
    add_parts(hasher, value, PartNumbers<T>{});
  } else if constexpr (is_a<T, std::optional> || is_a<T, std::unique_ptr>) {
    hasher.add(static_cast<bool>(value));
    if (value) add_state(hasher, *value);
  } else if constexpr (is_a<T, std::variant>) {
    hasher.add(value.index());
    std::visit([&](const auto& held) { add_state(hasher, held); }, value);
  } else if constexpr (is_a<T, std::vector> || is_a<T, std::deque> || is_array<T> || is_span<T>) {
    add_range(hasher, value);
  } else {
    static_assert(HasState<T>, "give the type a member: auto state() const { return std::tie(…); }");
  }
}

// The memory that a copy of `value` takes besides sizeof(T).
template <typename T>
std::size_t heap_bytes(const T& value) {
  using namespace state_detail;
  if constexpr (is_a<T, Unhashed>) {
    return heap_bytes(value.value);
  } else if constexpr (is_a<T, std::reference_wrapper>) {
    return heap_bytes(value.get());
  } else if constexpr (is_a<T, std::tuple> || is_a<T, std::pair>) {
    return heap_bytes_of_parts(value, PartNumbers<T>{});
  } else if constexpr (std::is_trivially_copyable_v<T> || is_a<T, Scratch> || is_a<T, Shared> ||
                       is_a<T, std::shared_ptr>) {
    return 0;
  } else if constexpr (CountsItself<T>) {
    return value.heap_bytes();
  } else if constexpr (HasState<T>) {
    return heap_bytes(value.state());
  } else if constexpr (std::is_same_v<T, std::string>) {
    return value.size() < sizeof(std::string) / 2 ? 0 : value.size() + 1;
  } else if constexpr (is_a<T, std::optional>) {
    return value ? heap_bytes(*value) : 0;
  } else if constexpr (is_a<T, std::unique_ptr>) {
    return value ? sizeof(*value) + heap_bytes(*value) : 0;
  } else if constexpr (is_a<T, std::variant>) {
    return std::visit([](const auto& held) { return heap_bytes(held); }, value);
  } else if constexpr (is_a<T, std::vector> || is_a<T, std::deque>) {
    return value.size() * sizeof(typename T::value_type) + heap_bytes_of_elements(value);
  } else if constexpr (is_array<T>) {
    return heap_bytes_of_elements(value);
  } else {
    static_assert(HasState<T>, "give the type a member: auto state() const { return std::tie(…); }");
  }
}

}  // namespace lectern
