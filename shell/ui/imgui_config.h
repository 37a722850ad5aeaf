// Dear ImGui's compile-time settings (IMGUI_USER_CONFIG), the same for every build.
#pragma once

#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_FONT
// Glyphs come from text.cpp's loader; this keeps stb_truetype out of the program.
#define IMGUI_ENABLE_FREETYPE
