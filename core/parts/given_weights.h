#pragma once

#include <initializer_list>

#include "core/lab/demo.h"
#include "core/lab/weight_files.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern {

// What a demo's data read of a run's files: those that hold no weights. It lives as long as this does.
class DataFilesOf {
 public:
  explicit DataFilesOf(const DataStart& start)
      : files_(data_among(start.files)), start_{start.streams, start.points, files_} {}
  DataFilesOf(const DataFilesOf&) = delete;
  DataFilesOf& operator=(const DataFilesOf&) = delete;
  const DataStart& start() const { return start_; }

 private:
  DataFiles files_;
  DataStart start_;
};

// A network that begins with the weights given, if any are.
struct BeginningNetwork {
  const char* name;  // as network_files() calls it
  nn::Network<float>& network;
};

// Puts the weights of a run's files (NPZ and ONNX, see core/ml/exchange/weights_in.h) into networks that begin. Of
// several networks a file is for that with whose name its own begins, else for the first that it fits. Throws
// CannotStart where it fits none: a sentence that names the file, what does not fit and what is allowed, and `advice`
// behind it.
void begin_with_weights(const DataFiles& files, std::initializer_list<BeginningNetwork> networks, const char* advice);
void begin_with_weights(const DataFiles& files, nn::SequenceModel<float>& model, const char* advice);

}  // namespace lectern
