#pragma once

#include <cstddef>
#include <string>

namespace lectern::nn {

// A vertical and a horizontal size.
struct Pair {
  std::ptrdiff_t y = 1;
  std::ptrdiff_t x = 1;
  bool operator==(const Pair&) const = default;
};

// What one sample looks like between two layers: channels × height × width, row-major.
// A plain feature vector has its length as channels and a height and width of 1.
struct Shape {
  std::ptrdiff_t channels = 1;
  std::ptrdiff_t height = 1;
  std::ptrdiff_t width = 1;

  std::ptrdiff_t size() const { return channels * height * width; }
  std::ptrdiff_t plane() const { return height * width; }
  bool operator==(const Shape&) const = default;
};

// "6×14×14", or "10" for a feature vector.
inline std::string to_string(const Shape& shape) {
  std::string text = std::to_string(shape.channels);
  if (shape.plane() != 1) text += "×" + std::to_string(shape.height) + "×" + std::to_string(shape.width);
  return text;
}

// "3×5".
inline std::string to_string(const Pair& pair) { return std::to_string(pair.y) + "×" + std::to_string(pair.x); }

}  // namespace lectern::nn
