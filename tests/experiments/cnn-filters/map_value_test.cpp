#include "core/experiments/cnn-filters/map_value.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ml/nn/reading.h"

using namespace lectern;

namespace {

nn::Network<float> made(const nn::Shape& input, const nn::ConvolutionalPlan& plan) {
  auto network = nn::Network<float>::build(input, nn::layer_specs(plan));
  REQUIRE(network.ok());
  network->initialise(Rng(7));
  return *network;
}

std::vector<float> noise(std::ptrdiff_t size) {
  std::vector<float> picture(static_cast<std::size_t>(size));
  Rng rng(3);
  rng.fill_uniform(picture, 0.2f, 1.0f);
  return picture;
}

// The value of a number, evaluated anew.
float value_at(const nn::Network<float>& network, std::span<const float> picture, const MapValue& value) {
  nn::Pass<float> pass;
  network.evaluate(pass, {picture.data(), 1, std::ssize(picture), std::ssize(picture)});
  const nn::Shape shape = network.layer(value.layer).output_shape();
  return pass.activations(value.layer)(0, (value.channel * shape.height + value.row) * shape.width + value.column);
}

nn::ConvolutionalPlan plan_with(std::ptrdiff_t stride, std::vector<int> paddings, nn::Pooling pooling,
                                bool normalises) {
  return {.channels = {2, 3},
          .stride = stride,
          .paddings = std::move(paddings),
          .normalises = normalises,
          .pooling = pooling,
          .dense = {6},
          .activation = {nn::ActivationKind::tanh},
          .classes = 3};
}

}  // namespace

TEST_CASE("exactly the pixels of the receptive field change a value, whatever stride, padding and pooling") {
  const nn::Shape input{1, 14, 14};
  for (const auto& plan :
       {plan_with(1, {}, nn::Pooling::average, false), plan_with(2, {0, 1}, nn::Pooling::none, false),
        plan_with(1, {0, 0}, nn::Pooling::average, true)}) {
    const nn::Network<float> network = made(input, plan);
    std::vector<float> picture = noise(input.size());
    for (std::size_t l = 0; l < network.layer_count(); ++l) {
      CAPTURE(l);
      const nn::Shape shape = network.layer(l).output_shape();
      const MapValue value{l, shape.channels - 1, static_cast<int>(shape.height) / 2,
                           static_cast<int>(shape.width) / 2};
      const float before = value_at(network, picture, value);
      const PixelBox field = receptive_field(network, value);
      int inside = 0;
      for (int row = 0; row < input.height; ++row)
        for (int column = 0; column < input.width; ++column) {
          float& pixel = picture[static_cast<std::size_t>(row * input.width + column)];
          const float kept = pixel;
          pixel += 5;
          const bool changes = value_at(network, picture, value) != before;
          pixel = kept;
          const bool is_inside = row >= field.row && row < field.row + field.height && column >= field.column &&
                                 column < field.column + field.width;
          if (!is_inside) CHECK(!changes);
          inside += is_inside;
        }
      CHECK(inside == pixels_inside(field, input));
      // Its corners count: the box is not too large.
      if (field.row >= 0 && field.column >= 0) {
        picture[static_cast<std::size_t>(field.row * input.width + field.column)] += 0.5f;
        CHECK(value_at(network, picture, value) != before);
        picture = noise(input.size());
      }
    }
  }
}

TEST_CASE("a value of any layer is the sum that it is taken apart into") {
  const nn::Shape input{3, 14, 14};
  for (const bool normalises : {false, true}) {
    const nn::Network<float> network = made(input, plan_with(1, {}, nn::Pooling::max, normalises));
    const std::vector<float> picture = noise(input.size());
    nn::Pass<float> pass;
    network.evaluate(pass, {picture.data(), 1, input.size(), input.size()});
    for (std::size_t l = 0; l < network.layer_count(); ++l) {
      CAPTURE(l);
      const MapValue value{l, network.layer(l).output_shape().channels - 1, 0, 0};
      Images images;
      const ValueParts parts = describe_arithmetic(images, network, pass, picture, value, "max");
      const double output = static_cast<double>(value_at(network, picture, value));
      CHECK(parts.output == output);
      const LayerKind kind = kind_of(network, l);
      if (kind != LayerKind::convolution && kind != LayerKind::dense) continue;
      const bool is_linear = normalises || l + 1 == network.layer_count();
      const double z = parts.sum + parts.bias;
      CHECK(output == doctest::Approx(is_linear ? z : std::tanh(z)).epsilon(1e-4));
    }
  }
}

TEST_CASE("values are numbered without gaps, those of pictures first") {
  const nn::Network<float> network = made({1, 8, 8}, plan_with(1, {}, nn::Pooling::max, true));
  int number = 0;
  for (const bool pictures : {true, false})
    for (std::size_t l = 0; l < network.layer_count(); ++l) {
      const nn::Shape shape = network.layer(l).output_shape();
      if ((shape.plane() > 1) != pictures) continue;
      CHECK(first_value(network, l) == number);
      const MapValue first = value_of_number(network, number),
                     last = value_of_number(network, number + static_cast<int>(shape.size()) - 1);
      CHECK(first.layer == l);
      CHECK(first.channel == 0);
      CHECK(last.layer == l);
      CHECK(last.channel == shape.channels - 1);
      number += static_cast<int>(shape.size());
    }
  CHECK(value_of_number(network, number).layer == 0);  // counted on from the first
}

TEST_CASE("units stand in rows of equal length") {
  for (const std::ptrdiff_t units : {1, 10, 32, 33, 64, 84, 97, 120, 256}) {
    const int rows = rows_of_units(units);
    CHECK(units % rows == 0);
    CHECK((rows == 1 || units / rows <= 32));
  }
}
