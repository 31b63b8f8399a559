#pragma once

#include <cstddef>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/nn/network.h"

// How far apart two networks of one hidden layer are once what no output can tell is left out: the order of the hidden
// units, and a change of sign of all weights of a unit.
namespace lectern::nn {

// A network of one hidden layer of tanh or sigmoid units and linear outputs, written so that both leave all but `units`
// as it is:
//   N(t) = o + Σ_j v_j a(w_j·t + c_j)  with a odd: tanh, or σ − ½ (then o = b + ½ Σ_j v_j for the outputs' biases b).
// Exchanging units exchanges rows; a(−z) = −a(z), so N also stays as it is when a row changes its sign.
struct UnitForm {
  Matrix<double> units;         // H × (1 + inputs + outputs): c_j, w_j, v_j
  std::vector<double> offsets;  // o, one an output

  // √(Σ units² + Σ offsets²)
  double length() const;
};
// The network has two dense layers with biases, the first with tanh or sigmoid.
UnitForm unit_form(const Network<float>& network);

struct UnitMatch {
  std::vector<std::size_t> partner;  // of each unit of the first network one of the second, one to one
  std::vector<int> sign;             // that the partner is taken with: 1, −1
  double distance = 0;               // ‖first − second‖, the second's units in this order with these signs
  double unmatched_distance = 0;     // the same with the units in their own order and with their own signs
};
// The order and the signs of least distance. Both networks have as many units, inputs and outputs.
// Source: Hecht-Nielsen, On the algebraic structure of feedforward network weight spaces (1990); Sussmann, Neural
// Networks 5 (1992) 589: of such networks without spare units no others have the same output for all inputs.
UnitMatch match_units(const UnitForm& first, const UnitForm& second);

}  // namespace lectern::nn
