#pragma once

#include <array>
#include <string>

#include "core/math/named_enum.h"

namespace lectern {

// In which form networks leave a run.
enum class NetworkFormat { onnx, npz };
inline constexpr std::array<Named<NetworkFormat>, 2> kNetworkFormats{{
    {NetworkFormat::onnx, "onnx", "ONNX"},
    {NetworkFormat::npz, "npz", "NumPy (NPZ)"},
}};

// A file that a run makes.
struct SavedFile {
  std::string name;  // "generator.onnx"
  std::string bytes;
};

}  // namespace lectern
