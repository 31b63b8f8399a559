#pragma once

#include <string>

#include "tests/reference/case.h"

namespace lectern::reference {

// Holds a result against a case's `expected` by the case's `tolerance`: |got - want| <= abs + rel·|want|
// for floats, exactly for integers, booleans and strings, and by the rule of a field that has one
// (sign_rows, sign_columns, partition, unordered_rows, info).
// Returns "" when all fields agree, else where and how the first does not. Fields the case does not
// expect are not looked at; fields it expects must be there, with equal sizes and no NaN.
std::string first_difference(const Case& reference, const Json& result, bool float32);

}  // namespace lectern::reference
