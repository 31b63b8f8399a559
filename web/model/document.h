#pragma once

#include <string>

#include "web/model/lesson_guide.h"
#include "web/model/stage.h"

namespace lectern {

// What the page tells in words and controls beside the picture (web/page/document.js), as JSON:
//   id, title, summary   of the demo; id is empty while none is open, and nothing follows
//   status, step, message, notes, playing   of the run
//   can                  {step_back, new_start, new_data, undo, redo}: which of these mean something now
//   seed, speed          speed in steps per second, 0 without a limit
//   controls_of          id of the demo whose parameters these are
//   side, beside         which run the parameters belong to, and whether there are two
//   parameters           {id: {value: as in links, shown: whether it is used, offered: whether the lesson leaves it
//   open}} runs                 [{metrics: [{id, label, value: in words}], panels: [{id, title, help, words}]}]; panels
//   only with
//                        `with_panels`
//   lesson               {problem, stops: how many, title, walking, stop (from 1), name, text, question: {text,
//   answers,
//                        chosen (from 1), right, revealed: [sentences]}}; of a demo without stops only the first two
std::string document_json(const Stage& stage, const LessonGuide& lesson, bool with_panels);

}  // namespace lectern
