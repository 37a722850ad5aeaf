// The box that explains the item under the pointer.
#include <imgui.h>
#include <algorithm>

#include "shell/ui/rich_text.h"
#include "shell/ui/ui.h"

namespace podfall {

void Ui::tooltip(std::string_view title, std::string_view words) {
    tooltip_at(ImGui::IsItemHovered() ? ImGui::GetMousePos() : ImGui::GetItemRectMax(), title,
               words);
}

void Ui::tooltip_at(ImVec2 at, std::string_view title, std::string_view words) {
    const float pad = px(12), most = px(300);
    const float lead = px(type::label) * (words.empty() ? 1.0f : 1.6f);
    const float w = std::min(most, std::max(width(Face::sans_bold, type::label, title),
                                            width(Face::sans, type::label, words)));
    const float h = words.empty() ? 0 : wrap_height(*this, words, Face::sans, type::label, w);
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    Rect box{at.x + px(12), at.y + px(16), w + 2 * pad, h + lead + 2 * pad};
    box.x = std::max(px(4), std::min(box.x, screen.x - box.w - px(4)));
    if (box.bottom() > screen.y) box.y = at.y - box.h - px(8);
    ImGui::SetNextWindowPos(box.min());
    ImGui::SetNextWindowSize({box.w, box.h});
    ImGui::PushStyleColor(ImGuiCol_PopupBg, packed(theme->raised));
    ImGui::PushStyleColor(ImGuiCol_Border, packed(theme->edge));
    ImGui::Begin("##tooltip", nullptr,
                 ImGuiWindowFlags_Tooltip | ImGuiWindowFlags_NoDecoration |
                     ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings);
    put({box.x + pad, box.y + pad}, Face::sans_bold, type::label, theme->text, title);
    put_wrapped(*this, words, Face::sans, type::label, theme->dim,
                {box.x + pad, box.y + pad + lead}, w);
    ImGui::End();
    ImGui::PopStyleColor(2);
}

}  // namespace podfall
