#include "core/lab/schema_json.h"

#include "core/lab/json_writer.h"

namespace lectern {
namespace {

const char* name_of(ParameterKind kind) {
  switch (kind) {
    case ParameterKind::integer: return "integer";
    case ParameterKind::real: return "real";
    case ParameterKind::boolean: return "boolean";
    case ParameterKind::choice: return "choice";
    case ParameterKind::integer_list: return "integer_list";
    case ParameterKind::text: return "text";
  }
  return "";
}

// As its own JSON type; a choice by its id.
void write_default(JsonWriter& json, const ParameterSpec& spec) {
  json.key("default");
  switch (spec.kind) {
    case ParameterKind::integer: json.value(static_cast<int>(spec.default_number)); break;
    case ParameterKind::real: json.value(spec.default_number); break;
    case ParameterKind::boolean: json.value(spec.default_number != 0); break;
    case ParameterKind::choice: json.value(spec.choices[static_cast<std::size_t>(spec.default_number)].id); break;
    case ParameterKind::integer_list: json.list(spec.default_list); break;
    case ParameterKind::text: json.value(spec.default_text); break;
  }
}

void write_limits(JsonWriter& json, const ParameterSpec& spec) {
  const bool has_length = spec.kind == ParameterKind::integer_list || spec.kind == ParameterKind::text;
  if (spec.kind == ParameterKind::integer || spec.kind == ParameterKind::real ||
      spec.kind == ParameterKind::integer_list) {
    json.key("minimum").value(spec.minimum).key("maximum").value(spec.maximum);
    json.key("scale").value(spec.scale == ParameterScale::logarithmic ? "logarithmic" : "linear");
  }
  if (has_length) json.key("maximum_length").value(spec.maximum_length);
  if (spec.kind != ParameterKind::choice) return;
  json.key("choices").begin_array();
  for (const Choice& choice : spec.choices) {
    json.begin_object().key("id").value(choice.id).key("label").value(choice.label).end_object();
  }
  json.end_array();
}

void write_spec(JsonWriter& json, const ParameterSpec& spec) {
  json.begin_object().key("id").value(spec.id).key("label").value(spec.label).key("help").value(spec.help);
  json.key("unit").value(spec.unit).key("group").value(spec.group).key("kind").value(name_of(spec.kind));
  json.key("live").value(spec.effect == ParameterEffect::live);
  write_default(json, spec);
  write_limits(json, spec);
  if (!spec.shown_when_id.empty()) {
    json.key("shown_when").begin_object().key("id").value(spec.shown_when_id);
    json.key("values").list(spec.shown_when_values).end_object();
  }
  json.end_object();
}

}  // namespace

std::string schema_json(const ExperimentInfo& info) {
  JsonWriter json;
  json.begin_object().key("id").value(info.id).key("title").value(info.title).key("lecture").value(info.lecture);
  json.key("row").value(info.row).key("summary").value(info.summary);
  json.key("sources").list(info.sources).key("version").value(info.schema.version());
  if (!info.files.endings.empty()) {
    json.key("files").begin_object().key("endings").value(info.files.endings);
    json.key("help").value(info.files.help).end_object();
  }
  json.key("parameters").begin_array();
  for (const ParameterSpec& spec : info.schema.specs()) write_spec(json, spec);
  json.end_array().end_object();
  return json.text();
}

}  // namespace lectern
