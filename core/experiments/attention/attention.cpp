// A small transformer and an LSTM of as many parameters learn the same sequences: to copy, to sort, to close brackets,
// to go on with a text. Every attention weight of an example is to be seen, and how well both do at each length, also
// beyond those they were trained on.
// Lecture row R56.
// Sources: Vaswani et al., Attention is all you need (2017); Hochreiter, Schmidhuber, Long short-term memory (1997).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/experiments/attention/sequence_tasks.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/lstm_reader.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sampler.h"
#include "core/ml/nn/transformer.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

constexpr int kLongest = 16;
constexpr int kMostHeads = 8;          // of two blocks of four
constexpr int kTested = 16;            // sequences after each update
constexpr double kMemory = 0.95;       // of the tests before, in each test
constexpr double kSolved = 0.9;        // of the answers right
constexpr std::size_t kWritten = 160;  // characters kept

constexpr const char* kWeightsHelp =
    "Attention of the head shown: row by row a place, column by column the places it can look at. The weights of a row "
    "sum to 1: what the place takes over is the mean of what stands there, weighted by them. Point at a cell to read "
    "it. Weights behind the mask are exactly 0.";
constexpr const char* kHeadsHelp =
    "All heads on the same example. Behind each: the mean weight that it gives, where an answer is asked, to the place "
    "that holds the answer. Tap one to see it in large.";
constexpr const char* kLengthsHelp =
    "Share of right answers in the latest tests. Left of the dashed line are the lengths that were trained on; right "
    "of it both have to generalise. Brackets: distance between the two of a pair. Text: characters seen before.";
constexpr const char* kLearningHelp =
    "Share of right answers among new sequences of the lengths trained on; of a text: in its last fifth, from which "
    "nothing is learned.";
constexpr const char* kPlaceHelp = "One row of the large picture: what the chosen place takes over, and from where.";
constexpr const char* kAnswersHelp =
    "The example shown. Where an answer is asked, each model says what it finds most probable; every answer is judged "
    "with the right ones before it given.";

struct Settings {
  SequenceTask task = SequenceTask::copy;
  int longest = 10, trained = 7;
  std::string text;
  int blocks = 1, heads = 2, width = 32;
  nn::Places places = nn::Places::sinusoidal;
  bool causal = true, dense = true, lstm = true;
  double learning_rate = 0.006;
  int batch_size = 32;
  int head = 1, place = 11, silenced = 0, example = 2;
  std::string own;
};

// Tests of the past, each forgotten a little with every new one.
struct Scores {
  std::array<double, 2 * kLongest + 1> asked{}, right{};  // by size

  auto state() const { return std::tie(asked, right); }
  double share(int low, int high) const {
    double all = 0, good = 0;
    for (int size = low; size <= high; ++size) {
      all += asked[static_cast<std::size_t>(size)];
      good += right[static_cast<std::size_t>(size)];
    }
    return all > 0 ? good / all : std::numeric_limits<double>::quiet_NaN();
  }
};

int likeliest(const Matrix<float>& logits, std::size_t row) {
  const float* z = logits.row(static_cast<std::ptrdiff_t>(row));
  return static_cast<int>(std::max_element(z, z + logits.cols()) - z);
}

// Writes ∂loss/∂logits, zero where nothing is asked.
double loss_and_gradient(const SequenceBatch& batch, const Matrix<float>& logits, Matrix<float>& d_logits) {
  std::vector<std::int32_t> rows, targets;
  for (std::size_t i = 0; i < batch.targets.size(); ++i) {
    if (batch.targets[i] < 0) continue;
    rows.push_back(static_cast<std::int32_t>(i));
    targets.push_back(batch.targets[i]);
  }
  Matrix<float> asked;
  nn::gather_rows<float>(logits, rows, asked);
  Matrix<float> d(asked.rows(), asked.cols());
  const double loss = nn::softmax_cross_entropy<float>(asked, targets, d);
  d_logits.resize(logits.rows(), logits.cols());
  d_logits.fill(0);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::copy_n(d.row(static_cast<std::ptrdiff_t>(i)), d.cols(), d_logits.row(rows[i]));
  return loss;
}

// A reader of sequences, its training and what is known of it.
template <typename Model, typename Tape>
struct Learner {
  Model model;
  nn::Optimizer<float> optimizer;
  Scratch<Tape> tape;
  Scores scores;
  double loss = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::int32_t> answers;  // to the example shown, at each place
  std::vector<std::int32_t> written;  // of a text

  Learner(const auto& spec, double rate)
      : model(spec),
        optimizer({.kind = nn::OptimizerKind::adam, .learning_rate = rate},
                  static_cast<std::size_t>(spec.parameter_count())) {}
  auto state() const { return std::tuple(std::tie(model, optimizer, scores, loss, written), unhashed(answers)); }

  void update() { optimizer.step(model.parameters(), model.gradients()); }
  void count(const SequenceBatch& batch) {
    for (double& n : scores.asked) n *= kMemory;
    for (double& n : scores.right) n *= kMemory;
    for (std::size_t i = 0; i < batch.targets.size(); ++i) {
      if (batch.targets[i] < 0) continue;
      const auto size = static_cast<std::size_t>(batch.sizes[i]);
      scores.asked[size] += 1;
      scores.right[size] += likeliest(tape->logits, i) == batch.targets[i] ? 1 : 0;
    }
  }
  void answer(std::size_t places) {
    answers.resize(places);
    for (std::size_t t = 0; t < places; ++t) answers[t] = likeliest(tape->logits, t);
  }
  // Draws the next character by the probabilities at the last place.
  void write(Rng& rng) {
    const Matrix<float>& logits = tape->logits;
    const float* z = logits.row(logits.rows() - 1);
    const float largest = *std::max_element(z, z + logits.cols());
    double sum = 0;
    for (std::ptrdiff_t k = 0; k < logits.cols(); ++k) sum += math::exp(double(z[k] - largest));
    double left = rng.uniform() * sum;
    std::int32_t next = 0;
    for (; next + 1 < logits.cols(); ++next)
      if ((left -= math::exp(double(z[next] - largest))) < 0) break;
    if (written.size() >= kWritten) written.erase(written.begin());
    written.push_back(next);
  }
};

using TransformerLearner = Learner<nn::Transformer<float>, nn::TransformerTape<float>>;
using LstmLearner = Learner<nn::LstmReader<float>, nn::LstmReaderTape<float>>;

nn::TransformerSpec transformer_spec(const Settings& s, const Sequences& sequences) {
  nn::TransformerSpec spec;
  spec.symbols = spec.outputs = sequences.symbols();
  spec.length = sequences.length();
  spec.width = s.width;
  spec.heads = s.heads;
  spec.blocks = s.blocks;
  spec.hidden = s.dense ? 2 * s.width : 0;
  spec.places = s.places;
  spec.causal = s.causal;
  return spec;
}

// With so many units that it has as many parameters.
nn::LstmReaderSpec lstm_spec(const nn::TransformerSpec& peer) {
  nn::LstmReaderSpec spec{.symbols = peer.symbols, .outputs = peer.outputs, .width = peer.width, .hidden = 1};
  while (spec.parameter_count() < peer.parameter_count()) ++spec.hidden;
  return spec;
}

class Attention final : public Demo<Attention, Settings> {
 public:
  static Schema<Settings> schema();
  explicit Attention(const Start& start);

  void step() override;
  void settings_changed(const Settings&) {
    transformer_.optimizer.spec().learning_rate = lstm_.optimizer.spec().learning_rate = settings().learning_rate;
    show();
  }
  std::optional<Divergence> divergence() const override {
    if (steps_ == 0 || (std::isfinite(transformer_.loss) && (!settings().lstm || std::isfinite(lstm_.loss)))) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(steps_, "is no longer a finite number", rate), &Settings::learning_rate,
                    rate / 10);
  }
  SeedUse seeds() const override { return {.run = true, .data = true}; }
  auto state() const {
    return std::tuple(std::tie(transformer_, lstm_, batches_, tests_, pen_, steps_, found_, looked_),
                      unhashed(learning_), unhashed(shown_tokens_), unhashed(shown_targets_), unhashed(weights_),
                      unhashed(names_), unhashed(sequences_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  bool is_text() const { return settings().task == SequenceTask::text; }
  int heads() const { return settings().blocks * settings().heads; }
  int shown_head() const { return std::clamp(settings().head, 1, heads()) - 1; }
  int places() const { return static_cast<int>(shown_tokens_.size()); }
  int shown_place() const { return std::clamp(settings().place, 1, places()) - 1; }
  // Largest size that was trained on.
  int trained_size() const {
    if (is_text()) return sequences_.length();
    const int letters = std::min(settings().trained, settings().longest);
    return settings().task == SequenceTask::brackets ? 2 * letters - 1 : letters;
  }

  void train();
  void test();
  void show();
  void write();
  // What is looked at: the transformer itself, or with a head silenced.
  void forward_transformer(const SequenceBatch& batch) const;
  int solved(const Scores& scores) const;
  double found(int head) const {
    const auto at = static_cast<std::size_t>(head);
    return looked_[at] > 0 ? found_[at] / looked_[at] : std::numeric_limits<double>::quiet_NaN();
  }

  void describe_weights(Snapshot& snapshot) const;
  void describe_heads(Snapshot& snapshot) const;
  void describe_lengths(Snapshot& snapshot) const;
  void describe_learning(Snapshot& snapshot) const;
  void describe_answers(Snapshot& snapshot) const;
  void describe_place(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  Sequences sequences_;
  TransformerLearner transformer_;
  LstmLearner lstm_;
  Rng batches_, tests_, pen_;
  std::int64_t steps_ = 0;
  std::array<double, kMostHeads> found_{}, looked_{};  // weight on the place that tells the answer, and how often
  History learning_{2};
  std::vector<std::int32_t> shown_tokens_, shown_targets_;
  Matrix<float> weights_;           // heads·T × T, of the example shown
  std::vector<std::string> names_;  // of its places
};

Schema<Settings> Attention::schema() {
  Schema<Settings> schema;
  return schema.group("Task")
      .choice(&Settings::task, "sequence_task", "Task", kSequenceTasks)
      .help("What the models learn. Letters to be sorted are all different. Brackets: which one closes the pair.")
      .integer(&Settings::longest, "longest", "Longest sequence", {4, kLongest})
      .help("Letters, or pairs of brackets. Of a text, half the characters that are seen at once.")
      .integer(&Settings::trained, "longest_trained", "Longest in training", {1, kLongest})
      .help("Training shows no more letters or pairs than these; tests go on to the longest sequence.")
      .shown_when(&Settings::task, {SequenceTask::copy, SequenceTask::sort, SequenceTask::brackets})
      .text(&Settings::text, "own_text", "Text", 1000)
      .help("What is to be learned, some 200 characters or more. Empty: The House That Jack Built.")
      .shown_when(&Settings::task, {SequenceTask::text})
      .group("Transformer")
      .integer(&Settings::blocks, "blocks", "Blocks", {1, 2})
      .help("Each an attention and a dense layer.")
      .choice(&Settings::heads, "heads", "Heads", {{1, "one", "1"}, {2, "two", "2"}, {4, "four", "4"}})
      .help("In each block. All heads together are as wide as a token.")
      .choice(&Settings::width, "token_width", "Width D",
              {{8, "tiny", "8"}, {16, "narrow", "16"}, {32, "middle", "32"}})
      .help("Numbers that represent a token.")
      .choice(&Settings::places, "token_places", "Places", nn::kPlaces)
      .help("What is added to each token to tell where it stands. Attention alone sees a set.")
      .boolean(&Settings::causal, "causal", "Mask")
      .help("No place sees what comes later. Without the mask the answer stands one place further on.")
      .boolean(&Settings::dense, "dense_layer", "Dense layer")
      .help("Behind the attention of each block: 2D ReLUs at each place. Without: attention alone.")
      .group("Training")
      .boolean(&Settings::lstm, "with_lstm", "An LSTM learns, too")
      .help("With as many parameters, from the same sequences.")
      .real(&Settings::learning_rate, "learning_rate", {1e-5, 1})
      .logarithmic()
      .live()
      .help("Of Adam, for both models.")
      .integer(&Settings::batch_size, "batch_size", {1, 32})
      .help("Sequences per update.")
      .group("Look at")
      .integer(&Settings::head, "attention_head", "Head", {1, kMostHeads})
      .live()
      .help("The head in large, counted through all blocks. Tap one of the small pictures to choose it.")
      .integer(&Settings::place, "attention_place", "Place", {1, 2 * kLongest})
      .live()
      .help("The place whose weights stand alone.")
      .integer(&Settings::silenced, "silenced_head", "Silenced head", {0, kMostHeads})
      .live()
      .help("What this head finds is multiplied by 0 in tests and in the example; training goes on with it. 0: none.")
      .integer(&Settings::example, "sequence_example", "Example", {1, 999})
      .live()
      .help("Which of the test sequences is shown.")
      .text(&Settings::own, "own_sequence", "Your sequence", 64)
      .live()
      .help("Shown in place of the example: letters a to p, brackets, or characters.");
}

Attention::Attention(const Start& start)
    : Demo(start),
      sequences_(settings().task, settings().longest, settings().text),
      transformer_(transformer_spec(settings(), sequences_), settings().learning_rate),
      lstm_(lstm_spec(transformer_.model.spec()), settings().learning_rate),
      batches_(data_rng("training")),
      tests_(data_rng("tests")),
      pen_(rng("pen")) {
  transformer_.model.initialise(rng("transformer"));
  lstm_.model.initialise(rng("lstm"));
  test();
  show();
}

void Attention::step() {
  train();
  if (!std::isfinite(transformer_.loss) || (settings().lstm && !std::isfinite(lstm_.loss))) return;
  test();
  if (is_text()) write();
  show();
}

void Attention::train() {
  SequenceBatch batch;
  for (int i = 0; i < settings().batch_size; ++i)
    sequences_.draw(batches_, std::min(settings().trained, settings().longest), false, batch);
  ++steps_;
  transformer_.model.forward(*transformer_.tape, batch.tokens, batch.sequences, &pool());
  transformer_.loss = loss_and_gradient(batch, transformer_.tape->logits, transformer_.tape->d_logits);
  transformer_.model.backward(*transformer_.tape, &pool());
  transformer_.update();
  if (!settings().lstm) return;
  lstm_.model.forward(*lstm_.tape, batch.tokens, batch.sequences);
  lstm_.loss = loss_and_gradient(batch, lstm_.tape->logits, lstm_.tape->d_logits);
  lstm_.model.backward(*lstm_.tape);
  lstm_.update();
}

void Attention::forward_transformer(const SequenceBatch& batch) const {
  const int silenced = settings().silenced;
  if (silenced < 1 || silenced > heads())
    return transformer_.model.forward(*transformer_.tape, batch.tokens, batch.sequences, &pool());
  nn::Transformer<float> without = transformer_.model;
  without.silence((silenced - 1) / settings().heads, (silenced - 1) % settings().heads);
  without.forward(*transformer_.tape, batch.tokens, batch.sequences, &pool());
}

void Attention::test() {
  SequenceBatch batch;
  for (int i = 0; i < kTested; ++i) sequences_.draw(tests_, settings().longest, true, batch);
  forward_transformer(batch);
  transformer_.count(batch);
  const int length = sequences_.length();
  for (int head = 0; head < heads(); ++head) {
    const auto at = static_cast<std::size_t>(head);
    const Matrix<float>& attention =
        transformer_.tape->blocks[static_cast<std::size_t>(head / settings().heads)].heads.attention;
    found_[at] *= kMemory;
    looked_[at] *= kMemory;
    for (int i = 0; i < batch.sequences * length; ++i) {
      const int source = batch.sources[static_cast<std::size_t>(i)];
      if (source < 0 || batch.sizes[static_cast<std::size_t>(i)] > trained_size()) continue;
      const int row = (i / length * settings().heads + head % settings().heads) * length + i % length;
      found_[at] += double(attention(row, source));
      looked_[at] += 1;
    }
  }
  if (settings().lstm) {
    lstm_.model.forward(*lstm_.tape, batch.tokens, batch.sequences);
    lstm_.count(batch);
  }
  learning_.record(static_cast<double>(steps_),
                   std::array{transformer_.scores.share(1, trained_size()), lstm_.scores.share(1, trained_size())});
}

void Attention::show() {
  SequenceBatch batch;
  if (!sequences_.read(settings().own, batch)) {
    Rng own = data_rng("examples").split(static_cast<std::uint64_t>(settings().example));
    // As long as training goes: of ten draws the longest.
    for (int i = 0; i < 10; ++i) {
      SequenceBatch drawn;
      sequences_.draw(own, std::min(settings().trained, settings().longest), true, drawn);
      const auto asked = [](const SequenceBatch& b) {
        return std::count_if(b.targets.begin(), b.targets.end(), [](std::int32_t t) { return t >= 0; });
      };
      if (batch.sequences == 0 || asked(drawn) > asked(batch)) batch = drawn;
    }
  }
  std::size_t used = batch.targets.size();
  while (used > 1 && batch.targets[used - 1] < 0) --used;
  shown_tokens_.assign(batch.tokens.begin(), batch.tokens.begin() + std::ptrdiff_t(used));
  shown_targets_.assign(batch.targets.begin(), batch.targets.begin() + std::ptrdiff_t(used));
  batch.tokens.resize(used);
  forward_transformer(batch);
  transformer_.answer(used);
  weights_.resize(heads() * std::ptrdiff_t(used), std::ptrdiff_t(used));
  for (int block = 0; block < settings().blocks; ++block) {
    const Matrix<float>& attention = transformer_.tape->blocks[static_cast<std::size_t>(block)].heads.attention;
    std::copy_n(attention.data(), attention.size(), weights_.row(block * attention.rows()));
  }
  if (settings().lstm) {
    lstm_.model.forward(*lstm_.tape, batch.tokens, 1);
    lstm_.answer(used);
  }
  names_.resize(used);
  for (std::size_t t = 0; t < used; ++t) names_[t] = sequences_.name(shown_tokens_[t]);
}

void Attention::write() {
  const auto window = [this](const std::vector<std::int32_t>& written) {
    std::vector<std::int32_t> last(written.end() -
                                       std::min<std::ptrdiff_t>(std::ptrdiff_t(written.size()), sequences_.length()),
                                   written.end());
    if (last.empty()) last.push_back(sequences_.text().front());
    return last;
  };
  transformer_.model.forward(*transformer_.tape, window(transformer_.written), 1);
  transformer_.write(pen_);
  if (!settings().lstm) return;
  lstm_.model.forward(*lstm_.tape, window(lstm_.written), 1);
  lstm_.write(pen_);
}

int Attention::solved(const Scores& scores) const {
  int longest = 0;
  for (int size = 1; size <= sequences_.largest_size(); ++size) {
    const double share = scores.share(size, size);
    if (share < kSolved) break;
    if (share >= kSolved) longest = size;
  }
  return longest;
}

void Attention::describe(Snapshot& snapshot) const {
  describe_weights(snapshot);
  describe_lengths(snapshot);
  describe_numbers(snapshot);
  describe_heads(snapshot);
  describe_answers(snapshot);
  describe_learning(snapshot);
  if (!is_text()) describe_place(snapshot);
}

void Attention::describe_weights(Snapshot& snapshot) const {
  const int n = places();
  snapshot
      .matrix("weights",
              "Who looks where: head " + std::to_string(shown_head() + 1) +
                  (settings().blocks > 1 ? " in block " + std::to_string(shown_head() / settings().heads + 1) : ""),
              {.weight = 4, .help = kWeightsHelp})
      .cells(n, n, Values(weights_.row(shown_head() * n), static_cast<std::size_t>(n * n), 1),
             {.decimals = 2, .map = ColorMap::viridis, .color = {0, 1}})
      .labels("place that looks", names_, "place looked at", names_);
}

void Attention::describe_heads(Snapshot& snapshot) const {
  const int n = places();
  Images& images = snapshot.images("heads", "All heads", {.weight = 2, .help = kHeadsHelp})
                       .setup({.map = ColorMap::viridis, .picks_parameter = "attention_head"});
  for (int head = 0; head < heads(); ++head) {
    std::string label = "head " + std::to_string(head + 1);
    if (looked_[static_cast<std::size_t>(head)] > 0) label += ": " + number_in_words(found(head), 2);
    if (head + 1 == settings().silenced) label += " silenced";
    images.tile(label, Values(weights_.row(head * n), static_cast<std::size_t>(n * n), 1), n, n,
                {.color = {0, 1}, .frame = head == shown_head() ? kColorAccent : kColorMuted, .pick = head + 1});
  }
}

void Attention::describe_lengths(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("lengths", "Right answers by length", {.weight = 3, .help = kLengthsHelp});
  const int largest = sequences_.largest_size();
  const char* label = is_text()                                   ? "characters seen"
                      : settings().task == SequenceTask::brackets ? "distance of the pair"
                                                                  : "letters";
  plane.axes({.label = label, .range = {0.5, largest + 0.5}},
             {.label = "share right", .range = {-0.02, trained_size() < largest ? 1.22 : 1.05}});
  const auto add = [&](const char* name, const Scores& scores, ColorRole color) {
    std::array<double, 2 * kLongest> sizes, shares;
    std::size_t known = 0;
    for (int size = 1; size <= largest; ++size) {
      const double share = scores.share(size, size);
      if (!(share >= 0)) continue;
      sizes[known] = size;
      shares[known++] = share;
    }
    const Places places(Values(sizes).part(0, known), Values(shares).part(0, known));
    plane.line(name, places, {.color = color});
  };
  add("transformer", transformer_.scores, 0);
  if (settings().lstm) add("LSTM", lstm_.scores, 1);
  if (trained_size() < largest) plane.vertical("longest trained", trained_size() + 0.5);
}

void Attention::describe_learning(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("learning", "Learning", {.weight = 2, .help = kLearningHelp});
  plane.axes({.label = "updates"}, {.label = "share right", .range = {-0.02, 1.05}});
  plane.line("transformer", learning_, 0, {.color = 0});
  if (settings().lstm) plane.line("LSTM", learning_, 1, {.color = 1});
}

void Attention::describe_answers(Snapshot& snapshot) const {
  Table& table = snapshot.table("answers", is_text() ? "The next character" : "The example and its answers",
                                {.weight = 2, .help = kAnswersHelp});
  table.head({"", is_text() ? "at each place" : "answer", "right"});
  const auto spelled = [this](const std::vector<std::int32_t>& tokens, bool only_asked) {
    std::string words;
    for (std::size_t t = 0; t < shown_tokens_.size(); ++t) {
      if (only_asked ? shown_targets_[t] < 0 : tokens[t] < 0) continue;
      if (!words.empty() && !is_text()) words += ' ';
      words += sequences_.name(tokens[t]);
    }
    return words;
  };
  table.row({"given", spelled(shown_tokens_, false), ""}, {kColorMuted});
  table.row({"right", spelled(shown_targets_, true), ""});
  const auto add = [&](const char* name, const std::vector<std::int32_t>& answers) {
    int asked = 0, right = 0;
    for (std::size_t t = 0; t < shown_targets_.size(); ++t) {
      if (shown_targets_[t] < 0) continue;
      ++asked;
      right += answers[t] == shown_targets_[t] ? 1 : 0;
    }
    table.row({name, spelled(answers, true), std::to_string(right) + " of " + std::to_string(asked)},
              {right == asked ? kColorGood : kColorBad});
  };
  add("transformer", transformer_.answers);
  if (settings().lstm) add("LSTM", lstm_.answers);
  if (!is_text()) return;
  Text& text = snapshot.text("writing", "Written so far",
                             {.weight = 2,
                              .help = "Each update lets each model write one character, drawn by its own "
                                      "probabilities behind what it wrote before."});
  const auto paragraph = [&](const char* name, const std::vector<std::int32_t>& written) {
    std::string words;
    for (const std::int32_t token : written) words += token == 26 ? " " : sequences_.name(token);
    text.heading(name);
    text.paragraph(words.empty() ? "nothing yet" : words);
  };
  paragraph("transformer", transformer_.written);
  if (settings().lstm) paragraph("LSTM", lstm_.written);
}

void Attention::describe_place(Snapshot& snapshot) const {
  const int n = places(), place = shown_place();
  Plane& plane =
      snapshot.plane("place", "Place " + std::to_string(place + 1) + ": " + names_[static_cast<std::size_t>(place)],
                     {.weight = 2, .help = kPlaceHelp});
  plane.axes({.label = "place looked at", .range = {-0.5, n - 0.5}}, {.label = "weight", .range = {0, 1.02}});
  plane.x.names.assign(names_.begin(), names_.end());
  plane.x.first_name = 0;
  plane.bars("weight", Range{-0.5, n - 0.5},
             Values(weights_.row(shown_head() * n + place), static_cast<std::size_t>(n), 1), {0});
}

void Attention::describe_numbers(Snapshot& snapshot) const {
  const int trained = trained_size(), largest = sequences_.largest_size();
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = "Of the latest tests."});
  const auto percent = [](const Scores& scores, int low, int high) { return 100 * scores.share(low, high); };
  const auto add = [&](const char* id, const char* label, double value, std::string_view unit) {
    numbers.add(id, label, value, {.unit = unit, .digits = 3});
  };
  add("transformer_right", "transformer, right", percent(transformer_.scores, 1, trained), "%");
  if (settings().lstm) add("lstm_right", "LSTM, right", percent(lstm_.scores, 1, trained), "%");
  if (trained < largest) {
    add("transformer_beyond", "transformer, longer", percent(transformer_.scores, trained + 1, largest), "%");
    if (settings().lstm) add("lstm_beyond", "LSTM, longer", percent(lstm_.scores, trained + 1, largest), "%");
  }
  double best = 0;
  for (int head = 0; head < heads(); ++head) best = std::max(best, found(head));
  if (!is_text()) add("weight_on_answer", "weight on the answer", best, "");
  const auto metric = [&](const char* id, const char* label, double value) {
    snapshot.metric(id, label, value, {.digits = 3});
  };
  if (is_text()) {
    metric("one_seen", "transformer, right with one character seen", percent(transformer_.scores, 1, 1));
    metric("six_seen", "transformer, right with six characters seen", percent(transformer_.scores, 6, 6));
    metric("many_seen", "transformer, right with more than twelve seen", percent(transformer_.scores, 13, largest));
  }
  metric("transformer_solved", "transformer, solved up to", solved(transformer_.scores));
  metric("transformer_loss", "transformer, training loss", transformer_.loss);
  metric("transformer_parameters", "transformer, parameters",
         static_cast<double>(transformer_.model.spec().parameter_count()));
  if (!settings().lstm) return;
  metric("lstm_solved", "LSTM, solved up to", solved(lstm_.scores));
  metric("lstm_loss", "LSTM, training loss", lstm_.loss);
  metric("lstm_parameters", "LSTM, parameters", static_cast<double>(lstm_.model.spec().parameter_count()));
}

const RegisterDemo<Attention> registered{{
    .id = "attention",
    .title = "Attention",
    .lecture = 5,
    .row = "R56",
    .summary = "A small transformer learns to copy, to sort and to write; every weight of its attention can be read.",
    .sources = {"A. Vaswani et al., Attention is all you need, NeurIPS 2017",
                "S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9 (1997) 1735"},
    .steps_per_second = 12,
}};

}  // namespace
}  // namespace lectern
