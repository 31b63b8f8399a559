#include <EGL/egl.h>
#include <GLES3/gl3.h>

#include <string_view>

// SDL asks for functions of OpenGL by name. The library's own answer knows every function of WebGL, and with it all of
// them would be in the download; these are the ones that SDL asks for.
extern "C" __eglMustCastToProperFunctionPointerType eglGetProcAddress(const char* name) {
  const auto pointer = [](auto* function) {
    return reinterpret_cast<__eglMustCastToProperFunctionPointerType>(function);
  };
  const std::string_view wanted = name;
  if (wanted == "glGetError") return pointer(&glGetError);
  if (wanted == "glGetIntegerv") return pointer(&glGetIntegerv);
  if (wanted == "glGetString") return pointer(&glGetString);
  if (wanted == "glGetStringi") return pointer(&glGetStringi);
  return nullptr;
}
