#pragma once

#include <string>

#include "core/lab/parameter_set.h"

namespace lectern {

// "η" of "Learning rate η": the symbol that ends a label; of other labels the whole.
std::string short_name(const ParameterSpec& spec);

// The value as people read it: a choice by its label, a switch as on or off, a number with its unit.
std::string shown_value(const ParameterSpec& spec, const ParameterSet& values);

}  // namespace lectern
