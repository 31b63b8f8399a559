#include "core/experiments/cosmology/scale_network.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/text.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr std::ptrdiff_t kCellUnits = 16, kPictures = 1;
constexpr float kLeastEnergy = 1e-7f;  // added to a mean square

std::ptrdiff_t side_of(std::size_t scale) { return ScaleNetwork::kSide >> scale; }

nn::Network<float> built(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, const Rng& rng) {
  auto network = nn::Network<float>::build(input, layers);
  if (!network) broken_contract(network.error());
  network->initialise(rng);
  return std::move(*network);
}

// A periodic picture of s × s with its first and last rows and columns repeated around it.
void wrap(const float* picture, std::ptrdiff_t side, float* wrapped) {
  for (std::ptrdiff_t row = 0; row < side + 2; ++row) {
    const float* from = picture + (row + side - 1) % side * side;
    *wrapped++ = from[side - 1];
    wrapped = std::copy_n(from, side, wrapped);
    *wrapped++ = from[0];
  }
}

void add_unwrapped(const float* wrapped, std::ptrdiff_t side, float* picture) {
  for (std::ptrdiff_t row = 0; row < side + 2; ++row) {
    float* to = picture + (row + side - 1) % side * side;
    to[side - 1] += *wrapped++;
    for (std::ptrdiff_t col = 0; col < side; ++col) to[col] += *wrapped++;
    to[0] += *wrapped++;
  }
}

// Means over 2 × 2 cells of pictures that stand one behind the other.   side  of the finer ones
void halve(const float* fine, std::ptrdiff_t side, std::ptrdiff_t pictures, float* coarse) {
  for (std::ptrdiff_t row = 0; row < pictures * side; row += 2)
    for (std::ptrdiff_t col = 0; col < side; col += 2) {
      const float* at = fine + row * side + col;
      *coarse++ = (at[0] + at[1] + at[side] + at[side + 1]) / 4;
    }
}

void add_halved_back(const float* coarse, std::ptrdiff_t side, std::ptrdiff_t pictures, float* fine) {
  for (std::ptrdiff_t row = 0; row < pictures * side; row += 2)
    for (std::ptrdiff_t col = 0; col < side; col += 2) {
      const float part = *coarse++ / 4;
      float* at = fine + row * side + col;
      at[0] += part;
      at[1] += part;
      at[side] += part;
      at[side + 1] += part;
    }
}

}  // namespace

ScaleNetwork::ScaleNetwork(std::ptrdiff_t filters, ConstMatrixView<float> maps, const Rng& rng)
    : filters_(filters),
      offset_(static_cast<std::size_t>(kScales * filters)),
      spread_(static_cast<std::size_t>(kScales * filters), 1) {
  const nn::Activation relu{.kind = nn::ActivationKind::relu};
  const nn::Initialisation he{.kind = nn::InitialisationKind::he_normal};
  parts_.push_back(
      built({1, kSide, kSide},
            {nn::Conv2dSpec{.channels = kCellUnits, .kernel = {1, 1}, .activation = relu, .initialisation = he},
             nn::Conv2dSpec{.channels = kPictures, .kernel = {1, 1}, .bias = false}},
            rng.split("cell")));
  Rng places = rng.split("kinks");
  for (std::size_t unit = 0; unit < static_cast<std::size_t>(kCellUnits); ++unit) {
    const std::uint32_t map = places.below(static_cast<std::uint32_t>(maps.rows)), cell = places.below(kCells);
    parts_[0].biases(0)[unit] = -parts_[0].weights(0)[unit] * maps.row(map)[cell];
  }
  for (std::size_t scale = 0; scale < static_cast<std::size_t>(kScales); ++scale) {
    const std::ptrdiff_t side = side_of(scale) + 2;
    parts_.push_back(built({kPictures, side, side}, {nn::Conv2dSpec{.channels = filters, .bias = false}},
                           rng.split("filters").split(scale)));
    // Filters begin as contrasts: their weights add up to nothing.
    const std::span<float> weights = parts_.back().weights(0);
    constexpr std::size_t kWeights = 9;
    for (std::size_t first = 0; first < weights.size(); first += kWeights) {
      float mean = 0;
      for (std::size_t i = 0; i < kWeights; ++i) mean += weights[first + i] / kWeights;
      for (std::size_t i = 0; i < kWeights; ++i) weights[first + i] -= mean;
    }
  }
  parts_.push_back(
      built({kScales * filters, 1, 1},
            {nn::DenseSpec{.units = 32, .activation = relu, .initialisation = he}, nn::DenseSpec{.units = kOutputs}},
            rng.split("head")));
  ThreadPool alone(1);
  Pass pass;
  evaluate(pass, maps, alone);
  for (std::size_t j = 0; j < offset_.size(); ++j) {
    double mean = 0, square = 0;
    for (std::ptrdiff_t i = 0; i < maps.rows; ++i) {
      const auto energy = static_cast<double>(pass.inputs(i, static_cast<std::ptrdiff_t>(j)));
      mean += energy / static_cast<double>(maps.rows);
      square += energy * energy / static_cast<double>(maps.rows);
    }
    offset_[j] = static_cast<float>(mean);
    spread_[j] = static_cast<float>(std::sqrt(std::max(square - mean * mean, 1e-4)));
  }
}

template <typename Run>
void ScaleNetwork::run(Pass& pass, ConstMatrixView<float> maps, ThreadPool& pool, const Run& run_part) const {
  const std::ptrdiff_t m = maps.rows;
  run_part(0, pass.cell, maps);
  pass.energies.resize(m, kScales * filters_);
  pass.inputs.resize(m, kScales * filters_);
  for (std::size_t scale = 0; scale < static_cast<std::size_t>(kScales); ++scale) {
    const std::ptrdiff_t side = side_of(scale), cells = side * side;
    Pass::Level& level = pass.levels[scale];
    level.picture.resize(m, kPictures * cells);
    level.wrapped.resize(m, kPictures * (side + 2) * (side + 2));
    pool.run(m, [&](std::ptrdiff_t i) {
      if (scale == 0)
        std::copy_n(pass.cell.output().row(i), kPictures * cells, level.picture.row(i));
      else
        halve(pass.levels[scale - 1].picture.row(i), 2 * side, kPictures, level.picture.row(i));
      for (std::ptrdiff_t p = 0; p < kPictures; ++p)
        wrap(level.picture.row(i) + p * cells, side, level.wrapped.row(i) + p * (side + 2) * (side + 2));
    });
    run_part(1 + scale, level.filters, level.wrapped.view());
    pool.run(m, [&](std::ptrdiff_t i) {
      const float* response = level.filters.output().row(i);
      for (std::ptrdiff_t f = 0; f < filters_; ++f) {
        float square = 0;
        for (std::ptrdiff_t cell = 0; cell < cells; ++cell, ++response) square += *response * *response;
        const std::ptrdiff_t j = static_cast<std::ptrdiff_t>(scale) * filters_ + f;
        const float energy = square / static_cast<float>(cells) + kLeastEnergy;
        const auto place = static_cast<std::size_t>(j);
        pass.energies(i, j) = energy;
        pass.inputs(i, j) =
            (static_cast<float>(math::log(static_cast<double>(energy))) - offset_[place]) / spread_[place];
      }
    });
  }
  run_part(kHead, pass.head, pass.inputs.view());
}

void ScaleNetwork::forward(Pass& pass, ConstMatrixView<float> maps, Rng& rng, ThreadPool& pool) {
  run(pass, maps, pool, [&](std::size_t part, nn::Pass<float>& through, ConstMatrixView<float> inputs) {
    parts_[part].forward(through, inputs, rng, &pool);
  });
}

void ScaleNetwork::evaluate(Pass& pass, ConstMatrixView<float> maps, ThreadPool& pool) const {
  run(pass, maps, pool, [&](std::size_t part, nn::Pass<float>& through, ConstMatrixView<float> inputs) {
    parts_[part].evaluate(through, inputs, &pool);
  });
}

void ScaleNetwork::backward(Pass& pass, ThreadPool& pool) {
  const std::ptrdiff_t m = pass.energies.rows();
  parts_[kHead].backward(pass.head, {.input = true}, &pool);
  const ConstMatrixView<float> d_inputs = pass.head.input_gradient();
  for (std::size_t scale = 0; scale < static_cast<std::size_t>(kScales); ++scale) {
    const std::ptrdiff_t side = side_of(scale), cells = side * side;
    Pass::Level& level = pass.levels[scale];
    const MatrixView<float> d_response = level.filters.output_gradient();
    pool.run(m, [&](std::ptrdiff_t i) {
      const float* response = level.filters.output().row(i);
      float* d = d_response.row(i);
      for (std::ptrdiff_t f = 0; f < filters_; ++f) {
        const std::ptrdiff_t j = static_cast<std::ptrdiff_t>(scale) * filters_ + f;
        const float factor = 2 * d_inputs.row(i)[j] /
                             (spread_[static_cast<std::size_t>(j)] * pass.energies(i, j) * static_cast<float>(cells));
        for (std::ptrdiff_t cell = 0; cell < cells; ++cell) *d++ = factor * *response++;
      }
    });
    parts_[1 + scale].backward(level.filters, {.input = true}, &pool);
    level.d_picture.resize(m, kPictures * cells);
    pool.run(m, [&](std::ptrdiff_t i) {
      std::fill_n(level.d_picture.row(i), kPictures * cells, 0.0f);
      for (std::ptrdiff_t p = 0; p < kPictures; ++p)
        add_unwrapped(level.filters.input_gradient().row(i) + p * (side + 2) * (side + 2), side,
                      level.d_picture.row(i) + p * cells);
    });
  }
  const MatrixView<float> d_cell = pass.cell.output_gradient();
  pool.run(m, [&](std::ptrdiff_t i) {
    for (std::size_t scale = static_cast<std::size_t>(kScales) - 1; scale > 0; --scale)
      add_halved_back(pass.levels[scale].d_picture.row(i), side_of(scale - 1), kPictures,
                      pass.levels[scale - 1].d_picture.row(i));
    std::copy_n(pass.levels[0].d_picture.row(i), kPictures * kCells, d_cell.row(i));
  });
  parts_[0].backward(pass.cell, {}, &pool);
}

}  // namespace lectern
